import { useQuery, useQueryClient } from '@tanstack/react-query';
import { observeCommandFor } from '@orrery/flow/observe-command';
import { observeLine } from '@orrery/flow/observe-line';
import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import type { PastRange } from '../view/past-range.ts';
import { CopyButton } from '../base/copy-button.tsx';
import { Icon } from '../base/glyphs.tsx';
import { member, numberMember, textMember } from '../base/json-member.ts';
import { Text } from '../base/text.tsx';
import { VerdictWord, verdictShown } from './flow-cell.tsx';
import { fieldGroups, type FlowField } from './flow-fields.ts';
import { FlowJsonText } from './flow-json.tsx';
import { flowOfJson } from './json-flow.ts';
import { flowKey, storyKey } from './flow-keys.ts';
import { FlowStory } from './flow-story.tsx';
import { preciseTime } from './precise-time.ts';
import { readStory } from './read-story.ts';
import type { StoryStep } from './story.ts';
import type { FlowJson } from './store/flow-messages.ts';

export interface FlowPanelProps {
  /** As the address has it: a flow's id, or its number where it has none. */
  readonly id: string;
  /** Of the past that is shown: the flow is looked for there, too. */
  readonly range: PastRange | undefined;
  readonly onFlow: (id: string, how: 'pointer' | 'keyboard') => void;
  readonly onClose: () => void;
  /** Opened by the keyboard, which then goes on in here. */
  readonly takesFocus: boolean;
}

/** One flow in full: what belongs to its connection, every field that was received, and its JSON. */
export function FlowPanel({ id, range, onFlow, onClose, takesFocus }: FlowPanelProps) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) panel.current?.focus();
  }, [takesFocus]);
  const queries = useQueryClient();
  const hasId = !id.startsWith('number-');
  const { data, isPending } = useQuery({
    queryKey: storyKey(id, range),
    queryFn: async ({ signal }) => (await readStory(id, range, signal)) ?? null,
    enabled: hasId,
    refetchOnWindowFocus: false,
  });
  const json = queries.getQueryData<FlowJson>(flowKey(id)) ?? data?.flow;
  const openStep = (step: StoryStep): void => {
    queries.setQueryData(flowKey(step.id), step.json);
    onFlow(step.id, 'pointer');
  };
  return (
    <aside ref={panel} className="edge-panel flow-panel panel" tabIndex={-1} aria-label="Flow">
      <CopyButton className="icon-button panel-link" label="Copy the link" text={location.href} />
      <button
        type="button"
        className="icon-button panel-close"
        aria-label="Close"
        title="Close (Esc)"
        onClick={onClose}
      >
        <Icon name="close" />
      </button>
      {json === undefined ? (
        <Unknown isPending={hasId && isPending} isPast={range !== undefined} />
      ) : (
        <>
          <FlowHead json={json} />
          <div className="panel-body" tabIndex={0} role="group" aria-label="About this flow">
            <h3>What belongs to this connection</h3>
            {hasId ? (
              <FlowStory uuid={id} range={range} onOpen={openStep} />
            ) : (
              <p className="hint">This flow has no id: old agents give none. A link cannot find it again.</p>
            )}
            <FlowFields json={json} />
            <h3>As hubble prints it</h3>
            <FlowJsonText json={json} />
          </div>
          <FlowFoot json={json} />
        </>
      )}
    </aside>
  );
}

/** The flow for a terminal: the command that finds it, and the line that it prints there. */
function FlowFoot({ json }: { readonly json: FlowJson }) {
  const flow = useMemo(() => flowOfJson(json), [json]);
  if (flow === undefined) return null;
  return (
    <div className="panel-foot">
      <CopyButton className="button" label="hubble observe" text={observeCommandFor(flow)} />
      <CopyButton className="button" label="As a line" text={observeLine(flow)} />
    </div>
  );
}

function Unknown({ isPending, isPast }: { readonly isPending: boolean; readonly isPast: boolean }): ReactNode {
  return (
    <div className="panel-gone">
      <h2>{isPending ? 'Reading the flow' : isPast ? 'Not in the history' : 'Not kept any more'}</h2>
      {!isPending && (
        <p className="quiet">
          {isPast
            ? 'Of the range that is shown a sample of the flows is written down, and what was denied, audited or failed up to a cap. This one is not among them, or it was given up since.'
            : 'The server keeps the newest flows, and for each edge some of what was denied, audited or failed. This one has left.'}
        </p>
      )}
    </div>
  );
}

function FlowHead({ json }: { readonly json: FlowJson }) {
  const flow = member(json, 'flow');
  const verdict = textMember(flow, 'verdict');
  const timeMs = Date.parse(textMember(flow, 'time') || textMember(json, 'time'));
  const l4 = member(flow, 'l4');
  const protocol = ['TCP', 'UDP', 'SCTP', 'ICMPv4', 'ICMPv6', 'VRRP', 'IGMP'].find(
    (name) => member(l4, name) !== undefined,
  );
  const port = numberMember(member(l4, protocol ?? ''), 'destination_port');
  const sign = verdictShown(verdict).sign ?? 'forwarded';
  return (
    <div className="panel-top">
      <p className="panel-verdict">
        <span className={`badge badge-${sign} badge-filled`}>
          <VerdictWord verdict={verdict} />
        </span>
        <span className="quiet">{Number.isNaN(timeMs) ? '' : preciseTime(timeMs)}</span>
      </p>
      <h2>
        <Text limit={64}>{endName(flow, 'source')}</Text> <span className="hint">→</span>{' '}
        <Text limit={64}>{endName(flow, 'destination')}</Text>
        {port > 0 && `:${port}`}
      </h2>
      <p className="quiet">
        {[
          protocol ?? '',
          textMember(flow, 'traffic_direction').toLowerCase(),
          member(flow, 'is_reply') === true ? 'reply' : '',
        ]
          .filter((word) => word !== '')
          .join(' · ')}
        {' · '}
        <Text limit={60}>{textMember(flow, 'node_name') || textMember(json, 'node_name') || 'node not told'}</Text>
      </p>
    </div>
  );
}

function endName(flow: unknown, side: 'source' | 'destination'): string {
  const end = member(flow, side);
  const pod = textMember(end, 'pod_name');
  const namespace = textMember(end, 'namespace');
  if (pod !== '') return namespace === '' ? pod : `${namespace}/${pod}`;
  const names = member(flow, `${side}_names`);
  const name: unknown = Array.isArray(names) ? names[0] : undefined;
  if (typeof name === 'string') return name;
  const labels = member(end, 'labels');
  const reserved: unknown = Array.isArray(labels)
    ? labels.findLast((label) => typeof label === 'string' && label.startsWith('reserved:'))
    : undefined;
  const ip = textMember(member(flow, 'IP'), side);
  if (typeof reserved === 'string' && (reserved !== 'reserved:world' || ip === '')) return reserved.slice(9);
  return ip === '' ? 'unknown' : ip;
}

function FlowFields({ json }: { readonly json: FlowJson }) {
  return fieldGroups(json).map(({ title, fields }) => (
    <section key={title} className="flow-fields" aria-label={title}>
      <h3>{title}</h3>
      <dl>
        {fields.map((field) => (
          <Field key={field.path} field={field} />
        ))}
      </dl>
    </section>
  ));
}

function Field({ field: { name, values } }: { readonly field: FlowField }) {
  return (
    <div data-long={values.length > 1 || values.some((value) => value.length > 30)}>
      <dt>
        <Text limit={60}>{name}</Text>
      </dt>
      <dd>
        {distinct(values).map(({ key, text }) => (
          <Text key={key} limit={600}>
            {text}
          </Text>
        ))}
      </dd>
    </div>
  );
}

/** The same text may come twice. */
function distinct(texts: readonly string[]): readonly { readonly key: string; readonly text: string }[] {
  const times = new Map<string, number>();
  return texts.map((text) => {
    const time = (times.get(text) ?? 0) + 1;
    times.set(text, time);
    return { key: `${time} ${text}`, text };
  });
}
