# Internal only, never exported: the warnings our own targets are built with.
add_library(erlang_warnings INTERFACE)
target_compile_options(
  erlang_warnings
  INTERFACE $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wno-sign-conversion;-Wnon-virtual-dtor;-Werror>
            # g++ 12 takes empty optionals that are never read for uninitialised ones that are.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
            $<$<CXX_COMPILER_ID:MSVC>:/W4;/WX>)
