#include "cli/dispatch.h"

int main(int argc, char** argv) {
  return lockproof::cli::dispatch(argc, argv);
}
