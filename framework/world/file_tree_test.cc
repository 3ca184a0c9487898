#include "world/file_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lockproof::world {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class FileTreeTest : public testing::Test {
 protected:
  Place at(std::string_view path) const { return tree.resolve(FileTree::kRoot, path, true); }
  Place link_at(std::string_view path) const { return tree.resolve(FileTree::kRoot, path, false); }
  NodeId make(std::string_view path, Node::Type type = Node::Type::file, std::int64_t now_ns = 0) {
    return tree.create(link_at(path), type, now_ns);
  }
  NodeId make_link(std::string_view path, std::string_view target) {
    const NodeId node = make(path, Node::Type::symlink);
    tree.at(node).target = target;
    return node;
  }

  FileTree tree;
};

TEST_F(FileTreeTest, ResolvesNamesBelowTheRoot) {
  const NodeId directory = make("d", Node::Type::directory);
  const NodeId file = make("d/f");
  EXPECT_EQ(at("d").node, directory);
  for (const char* path :
       {"d/f", "d//f", "./d/./f", "/tmp/world/d/f", "/tmp//world//d/f", "d/../d/f", "../world/d/f"}) {
    EXPECT_TRUE(at(path).inside) << path;
    EXPECT_EQ(at(path).node, file) << path;
    EXPECT_EQ(at(path).directory, directory) << path;
    EXPECT_EQ(at(path).name, "f") << path;
  }
  EXPECT_EQ(tree.resolve(directory, "f", true).node, file);
  EXPECT_EQ(tree.resolve(directory, "..", true).node, FileTree::kRoot);
  EXPECT_EQ(tree.path(directory, "f"), "d/f");
}

TEST_F(FileTreeTest, TheRootHasNoName) {
  for (const char* path : {".", "/tmp/world", "/tmp/world/", "./.", "/tmp/./world", "../world/."})
    EXPECT_EQ(at(path).node, FileTree::kRoot) << path;
  EXPECT_EQ(tree.path(FileTree::kRoot, ""), ".");
}

TEST_F(FileTreeTest, TrailingSlashesMeanTheDirectoryItself) {
  const NodeId directory = make("d", Node::Type::directory);
  EXPECT_EQ(at("d/").node, directory);
  EXPECT_EQ(at("d/").name, "d");
  EXPECT_EQ(at("d/.").node, directory);
}

TEST_F(FileTreeTest, SaysWhatIsOutside) {
  for (const char* path : {"/", "/etc/passwd", "/tmpfs", "../..", "../../etc", "/tmp/../etc"})
    EXPECT_FALSE(at(path).inside) << path;
  EXPECT_FALSE(tree.resolve(0, "relative", true).inside);
  EXPECT_TRUE(tree.resolve(0, "/tmp/world/absolute", true).inside);
}

TEST_F(FileTreeTest, AMissingLastNameHasAPlaceButNoNode) {
  const Place place = at("new");
  EXPECT_TRUE(place.inside);
  EXPECT_EQ(place.directory, FileTree::kRoot);
  EXPECT_EQ(place.name, "new");
  EXPECT_EQ(place.node, 0u);
}

TEST_F(FileTreeTest, AMissingOrWrongComponentBeforeItLeavesNoDirectory) {
  make("file");
  for (const char* path : {"missing/new", "file/new", "missing/../new"}) {
    EXPECT_TRUE(at(path).inside) << path;
    EXPECT_EQ(at(path).directory, 0u) << path;
    EXPECT_EQ(at(path).node, 0u) << path;
  }
}

TEST_F(FileTreeTest, FollowsSymlinks) {
  make("d", Node::Type::directory);
  const NodeId file = make("d/f");
  make_link("d/up", "../d/f");
  make_link("absolute", "/tmp/world/d");
  make_link("chain", "absolute");
  make_link("out", "/etc/passwd");
  make_link("dangling", "d/new");
  EXPECT_EQ(at("d/up").node, file);
  EXPECT_EQ(at("absolute/f").node, file);
  EXPECT_EQ(at("chain/up").node, file);
  EXPECT_FALSE(at("out").inside);
  EXPECT_TRUE(link_at("out").inside);
  EXPECT_EQ(at("dangling").name, "new");
  EXPECT_EQ(at("dangling").directory, at("d").node);
  EXPECT_EQ(at("dangling").node, 0u);
}

TEST_F(FileTreeTest, ASymlinkInTheLastPlaceIsFollowedOnlyIfAsked) {
  make("f");
  const NodeId link = make_link("l", "f");
  EXPECT_EQ(link_at("l").node, link);
  EXPECT_EQ(at("l").node, at("f").node);
}

TEST_F(FileTreeTest, DoesNotFollowALoopForEver) {
  make_link("a", "b");
  make_link("b", "a");
  make_link("self", "self/x");
  EXPECT_TRUE(at("a").inside);
  EXPECT_TRUE(at("self").inside);
  EXPECT_EQ(at("a/x").node, 0u);
}

TEST_F(FileTreeTest, HardLinksShareANode) {
  const NodeId file = make("f");
  tree.link(file, at("g"), 5);
  EXPECT_EQ(at("g").node, file);
  EXPECT_EQ(tree.at(file).links, 2u);
  EXPECT_EQ(tree.at(file).change_ns, 5);
  tree.remove(at("f"), 6);
  EXPECT_EQ(at("f").node, 0u);
  EXPECT_EQ(at("g").node, file);
  EXPECT_EQ(tree.at(file).links, 1u);
}

TEST_F(FileTreeTest, ANamelessFileCanGetAName) {
  const NodeId file = tree.create_nameless(3);
  EXPECT_EQ(tree.at(file).links, 0u);
  EXPECT_THAT(tree.all_paths(), IsEmpty());
  tree.link(file, at("f"), 4);
  EXPECT_EQ(tree.at(file).links, 1u);
  EXPECT_EQ(tree.at(file).birth_ns, 3);
  EXPECT_THAT(tree.all_paths(), ElementsAre("f"));
}

TEST_F(FileTreeTest, RenameReplacesWhatIsThere) {
  const NodeId source = make("source");
  const NodeId target = make("target");
  tree.rename(at("source"), at("target"), false, 7);
  EXPECT_EQ(at("source").node, 0u);
  EXPECT_EQ(at("target").node, source);
  EXPECT_EQ(tree.at(source).links, 1u);
  EXPECT_EQ(tree.at(target).links, 0u);
}

TEST_F(FileTreeTest, RenameCanExchange) {
  const NodeId a = make("a");
  const NodeId d = make("d", Node::Type::directory);
  make("other", Node::Type::directory);
  const NodeId b = make("other/b", Node::Type::directory);
  tree.rename(at("a"), at("other/b"), true, 7);
  EXPECT_EQ(at("a").node, b);
  EXPECT_EQ(at("other/b").node, a);
  EXPECT_EQ(tree.at(a).links, 1u);
  EXPECT_EQ(tree.at(b).parent, FileTree::kRoot);
  EXPECT_EQ(tree.path(d, "x"), "d/x");
}

TEST_F(FileTreeTest, RenameBetweenLinksOfOneFileDoesNothing) {
  const NodeId file = make("f");
  tree.link(file, at("g"), 0);
  tree.rename(at("f"), at("g"), false, 9);
  EXPECT_THAT(tree.all_paths(), ElementsAre("f", "g"));
  EXPECT_EQ(tree.at(file).links, 2u);
  EXPECT_EQ(tree.at(file).change_ns, 0);
}

TEST_F(FileTreeTest, AMovedDirectoryTakesItsContentsAlong) {
  make("a", Node::Type::directory);
  make("b", Node::Type::directory);
  make("a/c", Node::Type::directory);
  const NodeId file = make("a/c/f");
  tree.rename(at("a/c"), at("b/c"), false, 0);
  EXPECT_EQ(at("b/c/f").node, file);
  EXPECT_EQ(at("b/c/..").node, at("b").node);
  EXPECT_THAT(tree.all_paths(), ElementsAre("a", "b", "b/c", "b/c/f"));
}

TEST_F(FileTreeTest, ADirectoryThatWasRemovedIsNamedSo) {
  const NodeId directory = make("d", Node::Type::directory);
  tree.remove(at("d"), 0);
  EXPECT_EQ(tree.path(directory, "f"), "(removed)/f");
}

TEST_F(FileTreeTest, OperationsSetTheTimesThatTheyDo) {
  const auto root_modify_ns = [&] { return tree.at(FileTree::kRoot).modify_ns; };
  const NodeId file = make("f", Node::Type::file, 10);
  EXPECT_EQ(root_modify_ns(), 10);
  EXPECT_EQ(tree.at(file).birth_ns, 10);
  tree.modified(file, 20);
  EXPECT_EQ(tree.at(file).modify_ns, 20);
  EXPECT_EQ(tree.at(file).access_ns, 10);
  tree.changed(file, 30);
  EXPECT_EQ(tree.at(file).modify_ns, 20);
  EXPECT_EQ(tree.at(file).change_ns, 30);
  tree.rename(at("f"), at("g"), false, 40);
  EXPECT_EQ(root_modify_ns(), 40);
  EXPECT_EQ(tree.at(file).change_ns, 40);
  EXPECT_EQ(tree.at(file).modify_ns, 20);
  tree.remove(at("g"), 50);
  EXPECT_EQ(root_modify_ns(), 50);
  EXPECT_EQ(tree.at(file).change_ns, 50);
}

TEST_F(FileTreeTest, ClearForgetsEverything) {
  make("f");
  tree.clear(77);
  EXPECT_THAT(tree.all_paths(), IsEmpty());
  EXPECT_EQ(tree.at(FileTree::kRoot).modify_ns, 77);
  EXPECT_EQ(make("g"), FileTree::kRoot + 1);
}

}  // namespace
}  // namespace lockproof::world
