// Programs of all kinds, with threads and runtimes of their own: a verdict for each, and equal executions each time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

constexpr const char* kPython = R"(
import os, subprocess, threading
def work(i):
    with open(f"f{os.getpid()}-{i}", "w") as f: f.write(str(i))
threads = [threading.Thread(target=work, args=(i,)) for i in range(3)]
for t in threads: t.start()
for t in threads: t.join()
os.makedirs("d", exist_ok=True)
subprocess.run(["cat", "/dev/null"], check=True)
)";

// Its thread pool opens the file, its event loop waits for the timer.
constexpr const char* kNode = R"(
const fs = require("fs");
fs.mkdir("d", () => fs.writeFile("x" + process.pid, "hi", () => {}));
setTimeout(() => fs.readdirSync("."), 50);
)";

// One serves at a socket, or at a port, until it sees the file that the other writes when it was answered.
constexpr const char* kNodeServer = R"(
const fs = require("fs"), net = require("net");
const address = process.argv[2] === "port" ? { host: "localhost", port: 8080 } : { path: "socket" };
const server = net.createServer((client) => client.on("data", (text) => client.end(text)));
server.on("error", function ask() {
  const client = net.connect(address, () => client.write("hi"));
  client.on("error", () => setTimeout(ask, 10));
  client.on("data", (text) => {
    fs.writeFileSync("answer", text);
    process.exit(String(text) === "hi" ? 0 : 1);
  });
});
server.listen(address, () => {
  const watcher = fs.watch(".", (event, name) => {
    if (name === "answer") { watcher.close(); server.close(); }
  });
});
)";

// Whoever comes too late to serve, asks.
constexpr const char* kPythonServer = R"(
import http.client, http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello " * 100)
    def log_message(self, *_): pass
try:
    http.server.HTTPServer(("localhost", 8080), Handler).handle_request()
except OSError:
    connection = http.client.HTTPConnection("localhost", 8080)
    connection.request("GET", "/")
    assert len(connection.getresponse().read()) == 600
)";

// A lock is sent to a child, which inherits nothing else.
constexpr const char* kPythonSender = R"(
import array, fcntl, os, socket
near, far = socket.socketpair()
if os.fork() == 0:
    _, parts, _, _ = near.recvmsg(1, socket.CMSG_SPACE(4))
    os.write(array.array("i", parts[0][2])[0], b"x")
    os._exit(0)
near.close()
with open("lock", "w") as f:
    fcntl.flock(f, fcntl.LOCK_EX)
    far.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [f.fileno()]))])
os.wait()
)";

// A lock that is a port: whoever is bound to it. With REUSES, two can be.
constexpr const char* kPortLock = R"(
#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
int main() {
  const int lock = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  if (REUSES) setsockopt(lock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(4711);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(lock, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return 0;
  access("/.lockproof/enter/port", F_OK);
  close(open("shared", O_CREAT | O_WRONLY, 0666));
  access("/.lockproof/leave/port", F_OK);
  return close(lock);
}
)";

// A lock file, whose waiters sleep until it goes.
constexpr const char* kWatchLock = R"(
#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>
int main() {
  const int watcher = inotify_init1(IN_NONBLOCK);
  if (WATCHES_FIRST) inotify_add_watch(watcher, ".", IN_DELETE);
  int fd;
  while ((fd = open("lock", O_RDWR | O_CREAT | O_EXCL, 0666)) < 0) {
    if (!WATCHES_FIRST) inotify_add_watch(watcher, ".", IN_DELETE);
    pollfd ready = {watcher, POLLIN, 0};
    poll(&ready, 1, -1);
    char events[4096];
    while (read(watcher, events, sizeof events) > 0) {}
  }
  unlink("lock");
  close(fd);
  close(watcher);
  return 0;
}
)";

constexpr const char* kGo = R"(
package main

import ("fmt"; "os"; "sync"; "time")

func main() {
  var all sync.WaitGroup
  done := make(chan int)
  for i := 0; i < 8; i++ {
    all.Add(1)
    go func(i int) {
      defer all.Done()
      time.Sleep(time.Millisecond)
      f, _ := os.Create(fmt.Sprintf("f%d-%d", os.Getpid(), i))
      f.Close()
      done <- i
    }(i)
  }
  go func() { all.Wait(); close(done) }()
  for range done {}
  if err := os.Mkdir("d", 0777); err != nil && !os.IsExist(err) { os.Exit(1) }
}
)";

// Threads, a mutex, a condition variable and a pipe.
constexpr const char* kThreads = R"(
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all = PTHREAD_COND_INITIALIZER;
static int count;
static int ends[2];
static void* work(void*) {
  pthread_mutex_lock(&mutex);
  ++count;
  pthread_cond_broadcast(&all);
  while (count < 8) pthread_cond_wait(&all, &mutex);
  pthread_mutex_unlock(&mutex);
  return write(ends[1], "x", 1) == 1 ? nullptr : &count;
}
int main() {
  pthread_t threads[8];
  if (pipe(ends) != 0) return 1;
  for (pthread_t& thread : threads) pthread_create(&thread, nullptr, work, nullptr);
  char byte;
  for (int i = 0; i < 8; ++i)
    if (read(ends[0], &byte, 1) != 1) return 1;
  for (pthread_t& thread : threads) pthread_join(thread, nullptr);
  mkdir("d", 0777);
  return 0;
}
)";

constexpr const char* kPipeline = "echo a | tr a b | cat > $$; ls | wc -l > n$$; (sleep 1; echo x >> log) & wait";

class Runtimes : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_.path() / name;
    std::ofstream(path) << text;
    return path.string();
  }

  std::string built(const Words& compiler, const std::string& source) const {
    const std::string program = folder_.path() / "program";
    Words words = compiler;
    words.insert(words.end(), {"-o", program, source});
    const Finished build =
        run(words, {.variables = {"GOCACHE=" + (folder_.path() / "cache").string(), "GO111MODULE=off"}});
    EXPECT_EQ(build.status, 0) << build;
    return program;
  }

  // All executions of two.
  nlohmann::json searched(const std::string& name, const std::string& text, const std::string& definition) const {
    const std::string program = built({"c++", "-static", "-D" + definition, "-x", "c++"}, file(name, text));
    const Campaign search =
        campaign({"--strategy", "exhaustive", "--executions", "100000", "--workers", "2", "--", program});
    return search.results.size() == 1 ? search.results[0] : nlohmann::json();
  }

  FreshFolder folder_;
};

bool is_missing(const std::string& program) {
  return run({"sh", "-c", "command -v " + program}).status != 0;
}

void expect_equal_executions(const Words& command, const std::string& executions) {
  Words words = {"--executions", executions, "--seed", "9", "--"};
  words.insert(words.end(), command.begin(), command.end());
  const Campaign first = campaign(words);
  ASSERT_EQ(first.results.size(), 1U) << first.finished;
  EXPECT_EQ(first.results[0].at("verdict"), "pass") << first.finished;
  const Campaign second = campaign(words);
  ASSERT_EQ(second.results.size(), 1U) << second.finished;
  EXPECT_EQ(first.results[0].at("trace_digest"), second.results[0].at("trace_digest"));
}

TEST_F(Runtimes, AShellWithPipelinesAndBackgroundJobs) {
  expect_equal_executions({"sh", "-c", kPipeline}, "60");
}

TEST_F(Runtimes, ThreadsOfAStaticProgram) {
  expect_equal_executions({built({"c++", "-static", "-pthread", "-x", "c++"}, file("threads.cc", kThreads))}, "200");
}

TEST_F(Runtimes, Python) {
  if (is_missing("/usr/bin/python3")) GTEST_SKIP() << "there is no /usr/bin/python3";
  expect_equal_executions({"/usr/bin/python3", file("race.py", kPython)}, "20");
}

TEST_F(Runtimes, Node) {
  if (is_missing("node")) GTEST_SKIP() << "there is no node";
  expect_equal_executions({"node", file("race.js", kNode)}, "12");
}

TEST_F(Runtimes, NodeServesAndWatches) {
  if (is_missing("node")) GTEST_SKIP() << "there is no node";
  for (const std::string at : {"socket", "port"})
    expect_equal_executions({"node", file("serve.js", kNodeServer), at}, "12");
}

TEST_F(Runtimes, PythonSendsADescriptor) {
  if (is_missing("/usr/bin/python3")) GTEST_SKIP() << "there is no /usr/bin/python3";
  expect_equal_executions({"/usr/bin/python3", file("send.py", kPythonSender)}, "20");
}

TEST_F(Runtimes, PythonServes) {
  if (is_missing("/usr/bin/python3")) GTEST_SKIP() << "there is no /usr/bin/python3";
  expect_equal_executions({"/usr/bin/python3", file("serve.py", kPythonServer)}, "12");
}

TEST_F(Runtimes, ALockThatIsAPortIsProvedRightOrFoundWrong) {
  EXPECT_EQ(searched("port.cc", kPortLock, "REUSES=0").at("verdict"), "pass");
  const nlohmann::json reused = searched("port.cc", kPortLock, "REUSES=1");
  EXPECT_EQ(reused.at("verdict"), "violation");
  EXPECT_EQ(reused.at("oracle"), "mutual_exclusion") << reused;
}

TEST_F(Runtimes, AWaitForAChangeOfFilesIsProvedRightOrFoundWrong) {
  EXPECT_EQ(searched("watch.cc", kWatchLock, "WATCHES_FIRST=1").at("verdict"), "pass");
  const nlohmann::json late = searched("watch.cc", kWatchLock, "WATCHES_FIRST=0");
  EXPECT_EQ(late.at("verdict"), "violation");
  EXPECT_EQ(late.at("oracle"), "deadlock") << late;
}

TEST_F(Runtimes, Go) {
  if (is_missing("go")) GTEST_SKIP() << "there is no go";
  expect_equal_executions({built({"go", "build"}, file("race.go", kGo))}, "200");
}

}  // namespace
}  // namespace lockproof::e2e
