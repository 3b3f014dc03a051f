/**
 * What kind of thing a drop reason is:
 *
 *     policy     a network policy decided
 *     handed-on  printed as a drop, but the packet went another way: nothing is lost
 *     setting    a setting that is no network policy forbids it
 *     starting   usual for a moment while a pod, a node or its agent starts; a fault when it lasts
 *     full       a table or a limit of the node is used up
 *     gone       what was addressed is not there
 *     packet     the packet itself is at fault
 *     fault      Cilium could not do its work
 */
export type ReasonClass = 'policy' | 'handed-on' | 'setting' | 'starting' | 'full' | 'gone' | 'packet' | 'fault';

interface ReasonMeaning {
  readonly class: ReasonClass;
  /** A sentence. */
  readonly meaning: string;
  /** What is certain to help; '' for nothing. */
  readonly help: string;
}

/** Undefined for a number that is newer than this table. */
export function reasonMeaning(reason: number): ReasonMeaning | undefined {
  const known = MEANINGS.get(reason);
  if (known === undefined) return undefined;
  const [reasonClass, meaning, help = ''] = known;
  return { class: reasonClass, meaning, help };
}

type Row = readonly [reason: number, ...about: About];
type About = readonly [reasonClass: ReasonClass, meaning: string, help?: string];

const ROWS: readonly Row[] = [
  [130, 'packet', 'The source MAC address was not the one of the pod that sent the packet.'],
  [131, 'packet', 'The destination MAC address was not the one that Cilium expects there.'],
  [132, 'packet', 'The packet carried a source address that is not the one of the pod that sent it.'],
  [133, 'policy', 'A policy selects the pod, and no rule matched.'],
  [134, 'packet', 'The packet could not be read as a valid one.'],
  [135, 'packet', 'A header was cut short or not valid, so its connection could not be looked up.'],
  [136, 'packet', 'The packet was too large for the path. Old agents use this number for a TCP packet without ACK.'],
  [137, 'packet', 'Connections of this protocol are not tracked.'],
  [138, 'fault', 'No entry for its connection could be made.'],
  [139, 'packet', 'This network protocol is not forwarded.'],
  [140, 'starting', 'A part of the program that handles packets was not loaded.'],
  [141, 'fault', 'The packet could not be rewritten.'],
  [142, 'packet', 'This transport protocol is not known.'],
  [143, 'packet', 'This ICMP code is not handled.'],
  [144, 'packet', 'This ICMP type is not handled.'],
  [145, 'packet', 'This ICMPv6 code is not handled.'],
  [146, 'packet', 'This ICMPv6 type is not handled.'],
  [147, 'fault', 'The header of the tunnel between the nodes could not be read.'],
  [148, 'fault', 'The options of the tunnel between the nodes could not be read.'],
  [149, 'packet', 'An option of the Geneve tunnel was not valid.'],
  [150, 'gone', 'Nobody is known to have the address that was asked for.'],
  [151, 'gone', 'No pod on that node has the destination address. Probably the pod is gone.'],
  [152, 'gone', 'No pod on that node has the destination address.'],
  [153, 'fault', 'The checksum of the IP header could not be corrected.'],
  [154, 'fault', 'The checksum of the transport header could not be corrected.'],
  [155, 'full', 'The connection table of the node took no new entry. Probably it is full.'],
  [156, 'packet', 'An IPv6 extension header was not valid.'],
  [157, 'packet', 'The packet came in fragments, which are not supported here.'],
  [
    158,
    'gone',
    'The service that was addressed had no backend to send this to.',
    'The service must have a ready backend.',
  ],
  [160, 'gone', 'It is not known to which node the packet has to be sent.'],
  [
    161,
    'setting',
    'IPv4 and IPv6 are not translated into each other here. Old agents use this number when the proxy could not be told of a connection.',
  ],
  [162, 'full', 'The pod sends more than its bandwidth limit, and the packet would have left too late.'],
  [163, 'fault', 'The state of its connection was not one that is known.'],
  [164, 'gone', 'The node itself could not be reached.'],
  [165, 'starting', 'There was no policy program to decide. No rule refused it.'],
  [166, 'packet', 'This link protocol is not forwarded.'],
  [
    167,
    'full',
    'The node has no entry for it in the NAT table, and could make none. Probably the ports for masquerading are used up.',
  ],
  [168, 'packet', 'This protocol cannot be masqueraded.'],
  [169, 'gone', 'The routing table of the node has no way to the destination.'],
  [170, 'setting', 'Pods may not send tunnel traffic themselves.'],
  [171, 'fault', 'The security identity that came with the packet is not valid.'],
  [172, 'fault', 'The sender is not known.'],
  [173, 'fault', 'Address translation was tried where none is needed.'],
  [174, 'setting', 'The address is a ClusterIP, which cannot be reached from there.'],
  [175, 'packet', 'The first fragment of the packet was not seen, so its ports are not known.'],
  [176, 'packet', 'This ICMPv6 message is not allowed.'],
  [
    177,
    'setting',
    'The caller is not in the source ranges of the load balancer service. That is a setting of the service and no network policy.',
    'loadBalancerSourceRanges of the service must hold the address of the caller.',
  ],
  [178, 'fault', 'The socket that should take the packet was not found.'],
  [179, 'fault', 'The packet could not be given to the socket that should take it.'],
  [180, 'setting', 'This protocol cannot be sent through the proxy.'],
  [181, 'policy', 'A deny rule matched.'],
  [182, 'setting', 'The packet has a VLAN tag that is not let in on this device.'],
  [183, 'packet', 'The network number of the tunnel is not valid.'],
  [184, 'fault', 'The kernel could not make room for the change of the packet.'],
  [185, 'gone', 'No SRv6 segment is known for the destination.'],
  [186, 'fault', 'The SRv6 state of the packet is missing.'],
  [187, 'fault', 'Translation from IPv4 to IPv6 failed.'],
  [188, 'fault', 'Translation from IPv6 to IPv4 failed.'],
  [189, 'policy', 'A rule matched that asks for authentication, and the pair had not authenticated yet.'],
  [190, 'fault', 'The connection table that belongs to it does not exist.'],
  [191, 'fault', 'The NAT table that belongs to it does not exist.'],
  [192, 'fault', 'The id of the cluster that it came with is not valid.'],
  [193, 'packet', 'This protocol cannot be sent back directly by the backend.'],
  [
    194,
    'gone',
    'It has to leave by an egress gateway, and there is none to take it.',
    'An egress gateway policy must select a node that is there.',
  ],
  [
    195,
    'setting',
    'Encryption is strict, and the packet would have left unencrypted. That is a setting and no network policy.',
  ],
  [196, 'packet', 'It had passed as many hops as it may. Probably it goes in a circle, or somebody traces the route.'],
  [197, 'starting', 'The number of the node that it goes to is not known yet.'],
  [198, 'full', 'Messages of this kind are limited in rate, and the limit was reached.'],
  [199, 'handed-on', 'Cilium took the IGMP message for itself.'],
  [200, 'handed-on', 'Cilium took the IGMP message for itself and subscribed the pod.'],
  [201, 'handed-on', 'Copies of the multicast packet were delivered; what is counted here is the original.'],
  [202, 'starting', 'The program of the node itself was not loaded yet.'],
  [203, 'starting', 'The policy program of the pod was not loaded yet. No rule refused it.'],
  [
    204,
    'setting',
    'It has to leave by an egress gateway, which has no address for that.',
    'The egress gateway must have an address on its interface.',
  ],
  [205, 'handed-on', 'The packet was handed to the proxy.'],
  [206, 'gone', 'The network device that it has to leave by was not found.'],
  [207, 'packet', 'The first fragment of a packet from outside was not seen, so its ports are not known.'],
];

const MEANINGS: ReadonlyMap<number, About> = new Map(ROWS.map(([reason, ...about]) => [reason, about]));

/** What is said beside the meaning of every reason of a class. */
export const CLASS_WORDS: Readonly<Record<ReasonClass, string>> = {
  policy: '',
  'handed-on': 'Hubble prints it as a drop, because the packet left the usual way. Nothing was lost.',
  setting: '',
  starting: 'That is usual for a moment while a pod, a node or its agent starts, and a fault when it lasts.',
  full: '',
  gone: '',
  packet: '',
  fault: 'Cilium itself could not do its work here.',
};
