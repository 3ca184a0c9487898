// proper_lockfile.js LOCK COMMAND...: runs the command while it holds a lock of npm's proper-lockfile.
const { spawn } = require('child_process');
const lockfile = require('proper-lockfile');

const [path, program, ...words] = process.argv.slice(2);

function run() {
  return new Promise((done, fail) => {
    const child = spawn(program, words, { stdio: 'inherit' });
    child.on('error', fail);
    child.on('exit', (status) => done(status === null ? 1 : status));
  });
}

async function main() {
  const release = await lockfile.lock(path, {
    realpath: false,
    stale: 10000,
    update: 5000,
    onCompromised: (error) => console.error(error.message), // the notice that the lock is lost: the command goes on
    retries: { forever: true, minTimeout: 100, maxTimeout: 1000 },
  });
  const status = await run();
  await release().catch((error) => console.error(error.message));
  return status;
}

main().then((status) => process.exit(status));
