"""The pipeline: pure functions of tables and settings."""
