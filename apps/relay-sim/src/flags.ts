/** What `node:util` parses. Values are read and checked in options.ts. */
export const FLAGS = {
  listen: { type: 'string' },
  as: { type: 'string' },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  rate: { type: 'string' },
  'flat-out': { type: 'boolean' },
  nodes: { type: 'string' },
  workloads: { type: 'string' },
  namespaces: { type: 'string' },
  edges: { type: 'string' },
  trouble: { type: 'string' },
  newcomers: { type: 'string' },
  'newcomers-after': { type: 'string' },
  'incident-after': { type: 'string' },
  'job-every': { type: 'string' },
  hostile: { type: 'boolean' },
  replay: { type: 'string' },
  speed: { type: 'string' },
  loop: { type: 'boolean' },
  total: { type: 'string' },
  ledger: { type: 'string' },
  ring: { type: 'string' },
  'sort-buffer': { type: 'string' },
  'drain-ms': { type: 'string' },
  'lost-style': { type: 'string' },
  'newest-unreadable': { type: 'boolean' },
  'agent-edition': { type: 'string' },
  duplicates: { type: 'string' },
  malformed: { type: 'string' },
  reorder: { type: 'string' },
  'reorder-ms': { type: 'string' },
  'lost-flood': { type: 'string' },
  'clock-offset-ms': { type: 'string' },
  skew: { type: 'string', multiple: true },
  'restart-every': { type: 'string' },
  'restart-down': { type: 'string' },
  'restart-abrupt': { type: 'boolean' },
  'churn-every': { type: 'string' },
  'churn-down': { type: 'string' },
  'churn-how': { type: 'string' },
  'allow-pings': { type: 'boolean' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-client-ca': { type: 'string' },
  duration: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const HELP = `relay-sim: a Hubble Relay that runs on a laptop

  --listen HOST:PORT      where to listen (127.0.0.1:4245)
  --as relay|agents       one relay, or every node on a port of its own, from PORT on (relay)
  --duration TIME         stop after 90s, 5m, 500ms

what flows
  --scenario NAME         shop, incident, audit, dns or scale (shop)
  --seed N                the same seed gives the same flows (1)
  --rate N                flows per second of the whole cluster (500); 0 is --flat-out
  --flat-out              as fast as the clients take them
  --nodes N               up to 1000
  --workloads N           pods of scale, up to 3000; three of them share an identity and a workload (300)
  --namespaces N          of scale (one for 20 workloads)
  --edges N               that start at workloads of scale, up to ten for each (ten)
  --trouble SHARE         of the workloads of scale: the others are denied nothing, audited nothing, and do not
                          fail (1)
  --newcomers N           workloads of scale that appear all at once, --newcomers-after TIME (30s)
  --incident-after TIME   when the rollout of incident happens (60s)
  --job-every TIME        how often the nightly job of audit runs
  --hostile               every text is an attack, save addresses and ids; which one, the seed decides
  --replay FILE           instead of a scenario: lines of hubble observe -o json
  --speed N  --loop       of the replay
  --total N               start with the first follow stream, stop after N flows; streams stay open
  --ledger FILE           the truth as JSON: at exit, on SIGUSR1, and when --total is reached

how the relay and its agents behave
  --ring N                events that a node keeps, 2^n-1 (4095, less from 33 nodes on)
  --sort-buffer N         items that the relay sorts (100)
  --drain-ms N            when a quiet stream gives up what it sorts (1000)
  --lost-style new|old    overtaken readers: one lost event a second, or one for each (new)
  --newest-unreadable     the newest event of a node shows only after the next one
  --agent-edition NAME    current, old or newer
  --allow-pings           no GOAWAY for pings more often than every five minutes

faults
  --duplicates SHARE      flows sent twice, 0 to 1
  --malformed SHARE       additional messages that cannot be decoded
  --reorder SHARE         flows held back by up to --reorder-ms N (200)
  --lost-flood N          lost events per second
  --clock-offset-ms N     clocks of the nodes are off by up to this
  --skew NODE=MS          the clock of one node; may be repeated
  --restart-every MS      the relay goes away again and again, for --restart-down MS (1000),
                          politely or with --restart-abrupt
  --churn-every MS        one node after another is gone for --churn-down MS (1000),
                          --churn-how crash or leave (crash)

TLS 1.3
  --tls-cert FILE --tls-key FILE    PEM
  --tls-client-ca FILE              clients have to show a certificate of this CA
`;
