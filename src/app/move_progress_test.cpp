#include "app/move_progress.h"

#include <gtest/gtest.h>

namespace parley::app {

TEST(MoveProgress, TellsShareSpeedAndWhatIsLeft) {
  EXPECT_EQ(bar_of({.pass = 1, .table = "message", .rows = 1'500'000, .of = 3'000'000}, 10),
            "[============            ]  50 %  pass 1  message  150,000 rows/s  0:10 left");
  EXPECT_EQ(bar_of({.pass = 2, .table = "event", .rows = 100, .of = 1'000'100}, 1),
            "[                        ]   0 %  pass 2  event  100 rows/s  2:46:40 left");
}

TEST(MoveProgress, StandsStorageThatIsEmptyOrGrew) {
  EXPECT_EQ(bar_of({.pass = 1, .table = "activity", .rows = 0, .of = 0}, 0),
            "[                        ]   0 %  pass 1  activity  0 rows/s  0:00 left");
  EXPECT_EQ(bar_of({.pass = 3, .table = "token", .rows = 20, .of = 10}, 2),
            "[========================] 100 %  pass 3  token  10 rows/s  0:00 left");
}

}  // namespace parley::app
