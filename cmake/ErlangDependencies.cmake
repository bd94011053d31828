# Finds Threads, and Boost (headers), Eigen and fmt: from the system where they are there, else in the site-packages of a
# Python (wheels libboost-headers, cmeel-eigen, cmeel-fmt). Installed beside the package config and used by both.
#
#   ERLANG_PYTHON   the Python whose site-packages are searched; default: Python_EXECUTABLE, then the active
#                   virtual environment, then none.
include_guard(GLOBAL)

function(_erlang_site_packages out)
  set(python "${ERLANG_PYTHON}")
  if(NOT python AND Python_EXECUTABLE)
    set(python "${Python_EXECUTABLE}")
  endif()
  if(NOT python AND DEFINED ENV{VIRTUAL_ENV})
    set(python "$ENV{VIRTUAL_ENV}/bin/python")
  endif()
  set(found "")
  if(python)
    execute_process(
      COMMAND "${python}" -c "import sys, os; print(';'.join(p.replace(os.sep, '/') for p in sys.path if p.endswith('-packages')))"
      OUTPUT_VARIABLE found
      OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

macro(erlang_find_dependencies)
  find_package(Threads REQUIRED)
  _erlang_site_packages(_erlang_site)

  if(NOT TARGET Boost::headers)
    find_package(Boost 1.74 CONFIG QUIET)
  endif()
  if(NOT TARGET Boost::headers)
    set(_erlang_hints "")
    foreach(_dir IN LISTS _erlang_site)
      list(APPEND _erlang_hints "${_dir}/libboost_headers/include" "${_dir}/boost_headers/include")
    endforeach()
    find_path(ERLANG_BOOST_INCLUDE_DIR boost/math/special_functions/gamma.hpp HINTS ${_erlang_hints})
    if(NOT ERLANG_BOOST_INCLUDE_DIR)
      message(FATAL_ERROR "erlang: Boost >= 1.74 (headers) not found. Install it (Debian: libboost-dev), or the wheel "
                          "libboost-headers and set ERLANG_PYTHON to that Python.")
    endif()
    add_library(Boost::headers INTERFACE IMPORTED)
    target_include_directories(Boost::headers SYSTEM INTERFACE "${ERLANG_BOOST_INCLUDE_DIR}")
  endif()

  list(TRANSFORM _erlang_site APPEND "/cmeel.prefix" OUTPUT_VARIABLE _erlang_prefixes)
  if(NOT TARGET Eigen3::Eigen)
    find_package(Eigen3 3.4 QUIET NO_MODULE PATHS ${_erlang_prefixes})
    if(NOT TARGET Eigen3::Eigen)
      message(FATAL_ERROR "erlang: Eigen >= 3.4 not found. Install it (Debian: libeigen3-dev), or the wheel "
                          "cmeel-eigen and set ERLANG_PYTHON to that Python.")
    endif()
  endif()
  if(NOT TARGET fmt::fmt-header-only)
    find_package(fmt 9 QUIET NO_MODULE PATHS ${_erlang_prefixes})
    if(NOT TARGET fmt::fmt-header-only)
      message(FATAL_ERROR "erlang: fmt >= 9 not found. Install it (Debian: libfmt-dev), or the wheel cmeel-fmt "
                          "and set ERLANG_PYTHON to that Python.")
    endif()
  endif()
endmacro()
