"""The models of the reference file, by family: a row's inputs and metrics in the words of the public package."""

from __future__ import annotations

from reference_models import classes, erlang_bca, erlang_x, transient, variants
from reference_models.common import Models

MODELS: Models = {**classes.MODELS, **erlang_bca.MODELS, **erlang_x.MODELS, **transient.MODELS, **variants.MODELS}
