#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> image_builder_promises() {
  return {
      {"A1", "any text is a key, and no two keys share a lock file", "many_keys", "image_builder", "replaced_suffix",
       "keys_are_independent"},
      {"A2", "acquire, look again, build only if it is still missing, release", "build_once", "image_builder",
       "no_recheck", "single_build"},
      {"A3", "who waits with a time-out gives up when it has passed, and leaves nothing behind", "time_out",
       "image_builder", "leaked_temp_file", "no_leaked_state"},
      {"A4", "who waits logs that it waits, for which lock and for whom", "hand_over", "image_builder", "silent_wait",
       "waiting_is_logged"},
      {"A5", "of N processes that want one image exactly one builds it", "build_once", "image_builder", "no_op",
       "mutual_exclusion"},
      {"A6", "who wants an image never waits for the builder of another one", "many_keys", "image_builder",
       "replaced_suffix", "keys_are_independent"},
      {"A7", "the locks of nested layers are taken without a deadlock, in any order of arrival", "nested_keys",
       "image_builder", "ab_ba", "deadlock"},
      {"A8", "nobody removes the intermediate files of a builder at work, or sees a part of an image", "build_once",
       "image_builder", "unlink_while_held", "mutual_exclusion"},
      {"A9", "threads of one process exclude each other as processes do", "threads", "image_builder",
       "posix_same_process", "mutual_exclusion"},
  };
}

}  // namespace lockproof::scenarios
