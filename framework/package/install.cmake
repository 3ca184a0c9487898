# What `cmake --install` installs, by component: locks (the sound locks: library, headers, CMake and pkg-config files) and
# program (lockproof itself). Another project that adds lockproof as a subdirectory installs nothing of it.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(LOCKPROOF_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/lockproof)

# lockproof_install_library(TARGET COMPONENT): as lockproof::COMPONENT for find_package(lockproof COMPONENTS COMPONENT).
function(lockproof_install_library target component)
  if(NOT PROJECT_IS_TOP_LEVEL)
    return()
  endif()
  install(TARGETS ${target} EXPORT lockproof-${component}
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${component}
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${component})
  install(EXPORT lockproof-${component} NAMESPACE lockproof:: DESTINATION ${LOCKPROOF_CMAKE_DIR}
          COMPONENT ${component})
endfunction()

# lockproof_install_headers(COMPONENT NAME...): of framework/include/lockproof.
function(lockproof_install_headers component)
  if(NOT PROJECT_IS_TOP_LEVEL)
    return()
  endif()
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/framework/include/lockproof/)
  install(FILES ${ARGN} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lockproof COMPONENT ${component})
endfunction()

# The files by which CMake and pkg-config find what is installed.
function(lockproof_install_package)
  if(NOT PROJECT_IS_TOP_LEVEL)
    return()
  endif()
  set(from ${PROJECT_SOURCE_DIR}/framework/package)
  set(to ${PROJECT_BINARY_DIR}/package)
  install(TARGETS lockproof_headers EXPORT lockproof-locks)
  configure_package_config_file(${from}/lockproofConfig.cmake.in ${to}/lockproofConfig.cmake
                                INSTALL_DESTINATION ${LOCKPROOF_CMAKE_DIR})
  # Before 1.0 a minor version may break what was promised.
  write_basic_package_version_file(${to}/lockproofConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${to}/lockproofConfig.cmake ${to}/lockproofConfigVersion.cmake DESTINATION ${LOCKPROOF_CMAKE_DIR}
          COMPONENT locks)
  file(RELATIVE_PATH INCLUDE_FROM_PC ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_FULL_INCLUDEDIR})
  configure_file(${from}/lockproof-locks.pc.in ${to}/lockproof-locks.pc @ONLY)
  install(FILES ${to}/lockproof-locks.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT locks)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT locks)
  lockproof_install_headers(locks contract.h lock.h locks.h)
endfunction()
