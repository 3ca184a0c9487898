"""filelock_wrapper.py CLASS LOCK COMMAND...: runs the command while it holds a lock of filelock."""
import subprocess
import sys

import filelock

lock_class, path, *command = sys.argv[1:]
with getattr(filelock, lock_class)(path):
    sys.exit(subprocess.call(command))
