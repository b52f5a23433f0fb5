#pragma once
// What stands between us and the server. A pooler in transaction mode gives each transaction to whichever of its servers
// is free: what a session keeps (settings, LISTEN, prepared statements) is another's at the next one.

#include "store/postgres/link.h"

namespace parley::postgres {

enum class Way {
  direct,
  keeps_statements,  // through a pooler that finds prepared statements again wherever it goes (PgBouncer 1.21 and newer)
  forgets,  // through a pooler that does not
};

// Asks over a link that was opened a moment ago. Cannot be taken in: who answers under another number than the
// connection was told is behind a pooler; and one that finds statements again has to give them names of its own.
Way way_of(Link& link);

}  // namespace parley::postgres
