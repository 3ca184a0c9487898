# What `cmake --install` installs, by component: locks (the sound locks: library, headers, CMake and pkg-config files),
# framework (lockproof as a library, for programs that test locks of their own, and the headers for locks in shared libraries; needs locks)
# and program (lockproof itself). Another project that adds lockproof as a subdirectory installs nothing of it.
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

# All rooms as one library.
function(lockproof_framework_library)
  set(objects $<TARGET_OBJECTS:lockproof_sound>)
  foreach(room model tracee world explore oracle engine measure cli reports scenarios locks)
    list(APPEND objects $<TARGET_OBJECTS:lockproof_${room}>)
  endforeach()
  add_library(lockproof_framework STATIC ${objects})
  add_library(lockproof::framework ALIAS lockproof_framework)
  set_target_properties(lockproof_framework PROPERTIES OUTPUT_NAME lockproof-framework EXPORT_NAME framework
                                                       LINKER_LANGUAGE CXX)
  target_link_libraries(lockproof_framework PUBLIC lockproof_headers
                        INTERFACE fmt::fmt pugixml::pugixml PkgConfig::seccomp PkgConfig::xxhash PkgConfig::zstd)
  # Of ten bytes nine are debug information, which a program that tests its lock has no need of.
  add_custom_command(TARGET lockproof_framework POST_BUILD VERBATIM
                     COMMAND ${CMAKE_STRIP} --strip-debug $<TARGET_FILE:lockproof_framework>)
  # Symbols are looked up once, in the fork server, not by every actor again.
  target_link_options(lockproof_framework INTERFACE -Wl,-z,now)
  lockproof_install_library(lockproof_framework framework)
  lockproof_install_headers(framework conditions.h cxx_plugin.h fault.h gtest.h plugin.h probe.h run.h scenario.h)
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
  lockproof_debian_packages()
endfunction()

# `cpack -G DEB` makes three: lockproof (the program), liblockproof-dev (the sound locks) and liblockproof-framework-dev.
macro(lockproof_debian_packages)
  set(CPACK_GENERATOR DEB)
  set(CPACK_COMPONENTS_ALL program locks framework)
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
  set(CPACK_STRIP_FILES ON)
  set(CPACK_PACKAGE_CONTACT "the lockproof developers <lockproof@invalid>")
  set(CPACK_DEB_COMPONENT_INSTALL ON)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME lockproof)
  set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION devel)
  set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "${PROJECT_DESCRIPTION}")
  set(CPACK_DEBIAN_LOCKS_PACKAGE_NAME liblockproof-dev)
  set(CPACK_DEBIAN_LOCKS_PACKAGE_SECTION libdevel)
  set(CPACK_COMPONENT_LOCKS_DESCRIPTION "Sound cross-process locks: flock, O_EXCL, hard link, sentinel, leases")
  set(CPACK_DEBIAN_FRAMEWORK_PACKAGE_NAME liblockproof-framework-dev)
  set(CPACK_DEBIAN_FRAMEWORK_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_FRAMEWORK_PACKAGE_DEPENDS
      "liblockproof-dev (= ${PROJECT_VERSION}), libfmt-dev, libpugixml-dev, libseccomp-dev, libxxhash-dev, libzstd-dev, pkg-config")
  set(CPACK_COMPONENT_FRAMEWORK_DESCRIPTION "lockproof as a library, for programs that test locks of their own")
  include(CPack)
endmacro()
