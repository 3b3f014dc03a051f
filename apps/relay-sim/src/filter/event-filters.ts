import { Verdict, type FlowFilter, type NetworkInterface } from '@orrery/proto/flow/flow_pb';
import { fieldTest, type FlowTest } from './flow-test.ts';

/** What kind of event a flow is, and what became of the packet. */
export function eventFilters(filter: FlowFilter): FlowTest[] {
  return [
    ...fieldTest(filter.uuid, (wanted) => (flow) => flow.uuid === wanted),
    ...fieldTest(filter.verdict, (wanted) => (flow) => flow.verdict === wanted),
    ...fieldTest(
      filter.dropReasonDesc,
      (wanted) => (flow) => flow.verdict === Verdict.DROPPED && flow.dropReasonDesc === wanted,
    ),
    ...fieldTest(filter.eventType, ({ type, matchSubType, subType }) => (flow) => {
      const event = flow.eventType;
      if (type !== 0 && (event?.type ?? 0) !== type) return false;
      return !matchSubType || (event?.subType ?? 0) === subType;
    }),
    ...fieldTest(filter.reply, replyTest),
    ...fieldTest(filter.trafficDirection, (wanted) => (flow) => flow.trafficDirection === wanted),
    ...fieldTest(filter.interface, interfaceTest),
    ...fieldTest(filter.traceId, (wanted) => (flow) => flow.traceContext?.parent?.traceId === wanted),
    ...fieldTest(filter.ipTraceId, (wanted) => (flow) => flow.ipTraceId?.traceId === wanted),
  ];
}

/** A flow of which nobody knows whether it is a reply matches neither, unless it was dropped: then it is no reply. */
function replyTest(wanted: boolean): FlowTest {
  return (flow) => {
    if (flow.isReply === undefined && flow.verdict !== Verdict.DROPPED) return false;
    return (flow.isReply ?? false) === wanted;
  };
}

function interfaceTest(wanted: NetworkInterface): FlowTest {
  return (flow) => {
    if (flow.interface === undefined) return false;
    if (wanted.index !== 0 && wanted.index !== flow.interface.index) return false;
    return wanted.name === '' || wanted.name === flow.interface.name;
  };
}
