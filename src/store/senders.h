#pragma once
// What is done to our numbers by their owners: made, named, taken away. A number that was taken away keeps its history and
// its id; what Meta tells of it waits, as of any number that nobody has, until it is connected again.

#include "store/store.h"
#include "store/transaction.h"

#include <string>

namespace parley {

// As Store::add_sender does it. A number of the same organization that was taken away is connected again, as the values
// say it is now. Problems: conflict "phone_number_id" where it is connected or another organization's.
Sender connect_sender(Transaction& in, const NewSender& sender);
// Whether it is, now: the lists of numbers that handlers begin with may be older.
bool is_connected(const Reader& from, const Sender& sender);
void rename_sender(Transaction& in, const Sender& sender, const std::string& name);
// Its access token is forgotten, and what waits to be sent fails. Of several, the oldest that is left is the default then.
void disconnect_sender(Transaction& in, const Sender& sender);

}  // namespace parley
