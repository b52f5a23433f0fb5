-- Asks for a random line of the file PATHS, with the lines of HEADERS; prints one JSON object at the end.
-- Requests are spelt beforehand, so that wrk takes as little of the machine as it can.
local spelt = {}
local next_place

function init()
  local headers = {}
  for name, value in os.getenv("HEADERS"):gmatch("([^:\n]+): ([^\n]*)") do headers[name] = value end
  for path in io.lines(os.getenv("PATHS")) do
    spelt[#spelt + 1] = wrk.format("GET", path, headers)
  end
  math.randomseed(tonumber(os.getenv("SEED") or "1"))
  next_place = #spelt == 1 and function() return 1 end or function() return math.random(#spelt) end
end

function request() return spelt[next_place()] end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"per_second":%.1f,"p50_ms":%.3f,"p99_ms":%.3f,"requests":%d,"refused":%d,"bytes":%d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.requests, errors.status + errors.connect + errors.read + errors.write + errors.timeout, summary.bytes))
end
