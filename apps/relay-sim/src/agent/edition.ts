import { clone } from '@bufbuild/protobuf';
import { FlowFilterSchema, FlowSchema, type Endpoint, type Flow, type FlowFilter } from '@orrery/proto/flow/flow_pb';
import { GetFlowsRequestSchema, type GetFlowsRequest } from '@orrery/proto/observer/observer_pb';
import { WireWriter } from './wire-writer.ts';

/** How an agent of another release than ours differs: what it sends and what it understands. */
export interface AgentEdition {
  /** Undefined: as the node says. */
  readonly version: string | undefined;
  readonly tellsFlowsRate: boolean;
  flow(flow: Flow): Flow;
  /** Appended to the encoded flow. */
  unknownFields(flow: Flow): Uint8Array | undefined;
  request(request: GetFlowsRequest): GetFlowsRequest;
}

export type EditionName = 'current' | 'old' | 'newer';

export function editionNamed(name: EditionName): AgentEdition {
  switch (name) {
    case 'current':
      return CURRENT;
    case 'old':
      return OLD;
    case 'newer':
      return NEWER;
  }
}

const CURRENT: AgentEdition = {
  version: undefined,
  tellsFlowsRate: true,
  flow: (flow) => flow,
  unknownFields: () => undefined,
  request: (request) => request,
};

/** About 1.12: no field mask, no uuid, reasons as numbers, fewer filters. It ignores what it does not know. */
const OLD: AgentEdition = {
  version: 'v1.12.19+g5ec7d0d',
  tellsFlowsRate: false,
  flow(flow) {
    const old = clone(FlowSchema, flow);
    old.uuid = '';
    old.emitter = undefined;
    old.nodeLabels = [];
    // eslint-disable-next-line typescript/no-deprecated
    old.dropReason = flow.dropReasonDesc;
    old.dropReasonDesc = 0;
    forgetCluster(old.source);
    forgetCluster(old.destination);
    return old;
  },
  unknownFields: () => undefined,
  request(request) {
    const old = clone(GetFlowsRequestSchema, request);
    old.fieldMask = undefined;
    old.whitelist = old.whitelist.map(withoutNewFilters);
    old.blacklist = old.blacklist.map(withoutNewFilters);
    return old;
  },
};

function forgetCluster(endpoint: Endpoint | undefined): void {
  if (endpoint !== undefined) endpoint.clusterName = '';
}

function withoutNewFilters(filter: FlowFilter): FlowFilter {
  const old = clone(FlowFilterSchema, filter);
  old.sourceIpXlated = [];
  old.sourceClusterName = [];
  old.destinationClusterName = [];
  old.dropReasonDesc = [];
  old.interface = [];
  old.httpUrl = [];
  old.httpHeader = [];
  old.nodeLabels = [];
  old.ipTraceId = [];
  old.encrypted = [];
  old.trafficDirection = [];
  old.uuid = [];
  old.experimental = undefined;
  return old;
}

/** Numbers that no released schema names. */
const NEW_DROP_REASONS = [206, 207] as const;

/** A release after ours: fields, enum values and a oneof member that our schema does not have. */
const NEWER: AgentEdition = {
  version: 'v1.21.0-dev',
  tellsFlowsRate: true,
  flow: (flow) => flow,
  unknownFields: newerFields,
  request: (request) => request,
};

/** Field numbers of flow.Flow and flow.Layer7. */
const DROP_REASON_DESC = 25;
const SOURCE_NODE_LABELS = 42;
const DESTINATION_NODE_LABELS = 43;
const EXTRA_NUMBER = 51;
const LAYER7 = 15;
const LAYER7_UNKNOWN_RECORD = 119;

const NODE_LABEL = Buffer.from('k8s:kubernetes.io/os=linux');
const writer = new WireWriter();
const recordWriter = new WireWriter();

function newerFields(flow: Flow): Uint8Array {
  writer.bytes(SOURCE_NODE_LABELS, NODE_LABEL);
  writer.bytes(DESTINATION_NODE_LABELS, NODE_LABEL);
  writer.uint(EXTRA_NUMBER, 7);
  if (flow.dropReasonDesc !== 0) {
    writer.uint(DROP_REASON_DESC, NEW_DROP_REASONS[flow.dropReasonDesc % 2] ?? NEW_DROP_REASONS[0]);
  }
  if (flow.l7 !== undefined && flow.l7.record.case === undefined) {
    recordWriter.bytes(LAYER7_UNKNOWN_RECORD, NODE_LABEL);
    writer.bytes(LAYER7, recordWriter.finish());
  }
  return writer.finish();
}
