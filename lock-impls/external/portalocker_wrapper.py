"""portalocker_wrapper.py LOCK COMMAND...: runs the command while it holds a lock of portalocker."""
import subprocess
import sys

import portalocker

path, *command = sys.argv[1:]
with open(path, "a") as file:
    portalocker.lock(file, portalocker.LOCK_EX)
    sys.exit(subprocess.call(command))
