# What other projects get: librdbmill.a with all floors in it, the headers below include/rdbmill,
# a CMake package (rdbmill::librdb) and rdbmill.pc.
include(CMakePackageConfigHelpers)

add_library(rdbmill_archive STATIC)
foreach(floor ${rdbmill_floors})
  target_sources(rdbmill_archive PRIVATE $<TARGET_OBJECTS:${floor}>)
endforeach()
set_target_properties(rdbmill_archive PROPERTIES OUTPUT_NAME rdbmill EXCLUDE_FROM_ALL ON
                      LINKER_LANGUAGE CXX)
if(RDBMILL_LTO)
  foreach(floor ${rdbmill_floors})  # an archive of bytecode would serve this one compiler only
    target_compile_options(${floor} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-ffat-lto-objects>)
  endforeach()
endif()

set(RDBMILL_PACKAGE_ISAL ${ISAL_FOUND})  # empty is false
set(RDBMILL_PC_REQUIRES "zlib libzstd liblz4 re2")
if(ISAL_FOUND)
  string(APPEND RDBMILL_PC_REQUIRES " libisal")
endif()

file(RELATIVE_PATH RDBMILL_PC_PREFIX /x/${CMAKE_INSTALL_LIBDIR}/pkgconfig /x)
configure_file(rdbmill.pc.in rdbmill.pc @ONLY)
configure_file(rdbmillConfig.cmake.in rdbmillConfig.cmake @ONLY)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/rdbmillConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)

# Its own component: `cmake --install B --component library`, after building rdbmill_archive. The
# plain install puts the command in place only.
set(rdbmill_component COMPONENT library EXCLUDE_FROM_ALL)
install(FILES $<TARGET_FILE:rdbmill_archive> DESTINATION ${CMAKE_INSTALL_LIBDIR}
        ${rdbmill_component})
install(DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/rdbmill/librdb
        ${rdbmill_component} FILES_MATCHING PATTERN "*.h")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/rdbmillConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/rdbmillConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/rdbmill ${rdbmill_component})
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/rdbmill.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig ${rdbmill_component})
