// A lock in a shared library, for `lockproof run --lock-plugin libmylock.so`, behind the interface of lockproof/lock.h:
//
//   #include <lockproof/cxx_plugin.h>
//
//   class MyLock : public lockproof::Lock { ... };
//
//   const lockproof::LockInfo my_lock{.name = "my_lock", .summary = "...", .contract = {}, .make = make_my_lock};
//
//   LOCKPROOF_CXX_PLUGIN(my_lock)
//
// Compile it as lockproof was compiled: by a compiler with the same ABI, against the same standard library and this
// version of lockproof's headers; lockproof refuses a library that differs. Where that is too much to ask, see
// lockproof/plugin.h. As there, the library must not start threads when it is loaded.
#pragma once

#include <cstdint>

#include "lockproof/lock.h"

namespace lockproof {

// What must be equal on both sides. The first two fields stay as they are in all versions.
struct CxxPluginAbi {
  std::uint32_t version = 1;  // of the meaning of what a library exports; changes where no size does
  std::uint32_t size = sizeof(CxxPluginAbi);
  std::uint32_t lock_info_size = sizeof(LockInfo);
  std::uint32_t lock_options_size = sizeof(LockOptions);
#ifdef _GLIBCXX_USE_CXX11_ABI
  std::uint32_t string_abi = _GLIBCXX_USE_CXX11_ABI;
#else
  std::uint32_t string_abi = 2;  // another standard library
#endif

  friend bool operator==(const CxxPluginAbi&, const CxxPluginAbi&) = default;
};

// What the library exports.
struct CxxPlugin {
  CxxPluginAbi abi{};
  const LockInfo* lock = nullptr;
};

}  // namespace lockproof

// Exports `lock`, a LockInfo that is a global constant: once in a library, outside of namespaces.
#define LOCKPROOF_CXX_PLUGIN(lock)                                                                        \
  extern "C" __attribute__((visibility("default"))) const ::lockproof::CxxPlugin* lockproof_cxx_plugin(); \
  extern "C" const ::lockproof::CxxPlugin* lockproof_cxx_plugin() {                                       \
    static const ::lockproof::CxxPlugin plugin{::lockproof::CxxPluginAbi(), &(lock)};                     \
    return &plugin;                                                                                       \
  }                                                                                                       \
  static_assert(true)  // takes the semicolon
