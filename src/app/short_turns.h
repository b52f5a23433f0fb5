#pragma once
// How the system's scheduler treats a thread that answers requests.

namespace parley::app {

// Asks for short turns on the processor for the calling thread: whoever asks for less at a time is let in sooner when
// it wakes while others compute. Linux 6.12 and later do so; elsewhere nothing happens.
void ask_for_short_turns();

}  // namespace parley::app
