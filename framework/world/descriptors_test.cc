#include "world/descriptors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::world {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(DescriptorTable, FindsWhatWasInstalled) {
  DescriptorTable table;
  const auto file = std::make_shared<Description>();
  EXPECT_EQ(table.install(5, file, false), nullptr);
  EXPECT_EQ(table.find(5), file.get());
  EXPECT_EQ(table.share(5), file);
  EXPECT_EQ(file->holders, 1u);
  for (const int none : {-1, 0, 4, 6, 1'000'000}) {
    EXPECT_EQ(table.find(none), nullptr);
    EXPECT_EQ(table.share(none), nullptr);
    EXPECT_EQ(table.close(none), nullptr);
  }
  EXPECT_THAT(table.open_descriptors(), ElementsAre(5));
}

TEST(DescriptorTable, OnlyTheLastCloseReturnsTheDescription) {
  DescriptorTable table;
  const auto file = std::make_shared<Description>();
  table.install(3, file, false);
  table.install(4, file, false);
  EXPECT_EQ(file->holders, 2u);
  EXPECT_EQ(table.close(3), nullptr);
  EXPECT_EQ(table.close(4), file);
  EXPECT_EQ(table.close(4), nullptr);
  EXPECT_EQ(file->holders, 0u);
  EXPECT_THAT(table.open_descriptors(), IsEmpty());
}

TEST(DescriptorTable, InstallingOverADescriptorClosesIt) {
  DescriptorTable table;
  const auto before = std::make_shared<Description>();
  const auto after = std::make_shared<Description>();
  table.install(3, before, true);
  EXPECT_EQ(table.install(3, after, false), before);
  EXPECT_EQ(table.find(3), after.get());
  EXPECT_THAT(table.close_on_exec_descriptors(), IsEmpty());
}

TEST(DescriptorTable, AForkedTableHoldsEverythingOnceMore) {
  DescriptorTable parent;
  const auto file = std::make_shared<Description>();
  parent.install(3, file, true);
  {
    DescriptorTable child(parent);
    EXPECT_EQ(file->holders, 2u);
    EXPECT_THAT(child.close_on_exec_descriptors(), ElementsAre(3));
    EXPECT_EQ(parent.close(3), nullptr);
    EXPECT_EQ(child.find(3), file.get());
    EXPECT_EQ(file->holders, 1u);
  }
  EXPECT_EQ(file->holders, 0u);
}

TEST(DescriptorTable, CloseOnExecCanBeSwitched) {
  DescriptorTable table;
  table.install(3, std::make_shared<Description>(), false);
  table.install(4, std::make_shared<Description>(), true);
  EXPECT_THAT(table.close_on_exec_descriptors(), ElementsAre(4));
  table.set_close_on_exec(3, true);
  table.set_close_on_exec(4, false);
  table.set_close_on_exec(99, true);
  EXPECT_THAT(table.close_on_exec_descriptors(), ElementsAre(3));
}

}  // namespace
}  // namespace lockproof::world
