#include "tracee/arch/x86_64.h"

#include <elf.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

namespace lockproof::tracee::arch {

void skip_call(Registers& regs, long result) {
  regs.orig_rax = static_cast<unsigned long long>(-1);
  regs.rax = static_cast<unsigned long long>(result);
}

void replace_call(Registers& regs, long number, const std::array<std::uint64_t, 3>& arguments) {
  regs.orig_rax = static_cast<unsigned long long>(number);
  regs.rdi = arguments[0];
  regs.rsi = arguments[1];
  regs.rdx = arguments[2];
}

void rewind_call(Registers& regs, long number) {
  constexpr int kSyscallInstructionBytes = 2;
  regs.rip -= kSyscallInstructionBytes;
  regs.rax = static_cast<unsigned long long>(number);
  regs.orig_rax = static_cast<unsigned long long>(-1);  // or the kernel would restart it a second time
}

namespace {

constexpr std::array argument_offsets = {offsetof(user, regs.rdi), offsetof(user, regs.rsi), offsetof(user, regs.rdx),
                                         offsetof(user, regs.r10), offsetof(user, regs.r8),  offsetof(user, regs.r9)};

}  // namespace

std::size_t argument_offset(int index) {
  return argument_offsets.at(static_cast<std::size_t>(index));
}

Gate map_gate() {
  constexpr std::array<std::uint8_t, 26> code = {
      0x48, 0x89, 0xf8,              // mov rax, rdi
      0x48, 0x89, 0xf7,              // mov rdi, rsi
      0x48, 0x89, 0xd6,              // mov rsi, rdx
      0x48, 0x89, 0xca,              // mov rdx, rcx
      0x4d, 0x89, 0xc2,              // mov r10, r8
      0x4d, 0x89, 0xc8,              // mov r8, r9
      0x4c, 0x8b, 0x4c, 0x24, 0x08,  // mov r9, [rsp+8]
      0x0f, 0x05,                    // syscall
      0xc3,                          // ret
  };
  void* page = mmap(reinterpret_cast<void*>(kGateAddress), kGateBytes, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
  if (page == MAP_FAILED) throw std::system_error(errno, std::system_category(), "mapping the call gate");
  std::memcpy(page, code.data(), code.size());
  if (mprotect(page, kGateBytes, PROT_READ | PROT_EXEC) != 0)
    throw std::system_error(errno, std::system_category(), "protecting the call gate");
  return reinterpret_cast<Gate>(page);
}

namespace {

struct Stub {
  std::string_view symbol;
  std::uint32_t call;
};
constexpr std::array kStubs = {
    Stub{"__vdso_clock_gettime", SYS_clock_gettime},
    Stub{"__vdso_gettimeofday", SYS_gettimeofday},
    Stub{"__vdso_time", SYS_time},
    Stub{"__vdso_clock_getres", SYS_clock_getres},
    Stub{"__vdso_getcpu", SYS_getcpu},
    Stub{"__vdso_getrandom", SYS_getrandom},
};

void write_stub(std::uint8_t* code, std::uint32_t call) {
  *code++ = 0xb8;  // mov eax, imm32
  std::memcpy(code, &call, sizeof call);
  code += sizeof call;
  *code++ = 0x0f;  // syscall
  *code++ = 0x05;
  *code = 0xc3;  // ret
}

// The dynamic section's tables, which hold addresses relative to the image.
struct Symbols {
  const Elf64_Sym* table = nullptr;
  const char* names = nullptr;
  std::size_t count = 0;
};

Symbols find_symbols(const std::uint8_t* image, const Elf64_Dyn* dynamic) {
  Symbols found;
  for (; dynamic->d_tag != DT_NULL; ++dynamic) {
    const std::uint8_t* at = image + dynamic->d_un.d_ptr;
    if (dynamic->d_tag == DT_SYMTAB) found.table = reinterpret_cast<const Elf64_Sym*>(at);
    if (dynamic->d_tag == DT_STRTAB) found.names = reinterpret_cast<const char*>(at);
  }
  // The string table follows the symbol table in every vDSO, and so bounds it.
  if (found.table && found.names)
    found.count =
        static_cast<std::size_t>(found.names - reinterpret_cast<const char*>(found.table)) / sizeof(Elf64_Sym);
  return found;
}

}  // namespace

void patch_vdso() {
  auto* image = reinterpret_cast<std::uint8_t*>(getauxval(AT_SYSINFO_EHDR));
  if (image == nullptr) return;
  const auto* header = reinterpret_cast<const Elf64_Ehdr*>(image);
  const auto* segments = reinterpret_cast<const Elf64_Phdr*>(image + header->e_phoff);
  const Elf64_Dyn* dynamic = nullptr;
  std::size_t image_bytes = 0;
  for (int i = 0; i < header->e_phnum; ++i) {
    if (segments[i].p_type == PT_LOAD) image_bytes = segments[i].p_memsz;
    if (segments[i].p_type == PT_DYNAMIC) dynamic = reinterpret_cast<const Elf64_Dyn*>(image + segments[i].p_offset);
  }
  if (dynamic == nullptr) return;
  const std::size_t pages = (image_bytes + 4095) & ~std::size_t{4095};
  if (mprotect(image, pages, PROT_READ | PROT_WRITE | PROT_EXEC) != 0)
    throw std::system_error(errno, std::system_category(), "making the vDSO writable");
  const Symbols symbols = find_symbols(image, dynamic);
  for (std::size_t i = 0; i < symbols.count; ++i)
    for (const Stub& stub : kStubs)
      if (symbols.table[i].st_value != 0 && stub.symbol == symbols.names + symbols.table[i].st_name)
        write_stub(image + symbols.table[i].st_value, stub.call);
  mprotect(image, pages, PROT_READ | PROT_EXEC);
}

std::optional<std::size_t> time_stamp_instruction(std::span<const std::uint8_t> code) {
  if (code.size() >= 2 && code[0] == 0x0f && code[1] == 0x31) return 2;
  if (code.size() >= 3 && code[0] == 0x0f && code[1] == 0x01 && code[2] == 0xf9) return 3;
  return std::nullopt;
}

void skip_time_stamp_instruction(Registers& regs, std::size_t length, std::uint64_t ticks) {
  regs.rax = ticks & 0xffffffffU;
  regs.rdx = ticks >> 32U;
  if (length == 3) regs.rcx = 0;
  regs.rip += length;
}

}  // namespace lockproof::tracee::arch
