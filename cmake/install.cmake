# SPDX-License-Identifier: MIT
# The installed package: headers, share/cmake/meterproto, share/pkgconfig, the licence. Nothing in lib/:
# there is nothing built but the program, where it was.
if(NOT DEFINED CMAKE_INSTALL_LIBDIR)
  set(CMAKE_INSTALL_LIBDIR lib)  # GNUInstallDirs would ask a compiler; no cache variable, which a consumer would inherit
endif()
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(
  TARGETS meterproto
  EXPORT meterproto
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})  # for consumers whose CMake knows no file sets (before 3.23)
install(EXPORT meterproto FILE meterprotoConfig.cmake NAMESPACE meterproto:: DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/meterproto)
write_basic_package_version_file(
  ${PROJECT_BINARY_DIR}/meterprotoConfigVersion.cmake
  COMPATIBILITY SameMinorVersion
  ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/meterprotoConfigVersion.cmake DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/meterproto)
configure_file(${CMAKE_CURRENT_LIST_DIR}/meterproto.pc.in ${PROJECT_BINARY_DIR}/meterproto.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/meterproto.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/meterproto)
if(TARGET meterproto_program)
  install(TARGETS meterproto_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
