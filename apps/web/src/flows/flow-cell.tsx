import type { ReactNode } from 'react';
import { VerdictGlyph, type GlyphName } from '../base/glyphs.tsx';
import { Text } from '../base/text.tsx';
import { preciseTime } from './precise-time.ts';
import {
  endParts,
  policiesOf,
  protocolText,
  reasonText,
  replyText,
  workloadText,
  type ColumnId,
} from './store/flow-columns.ts';
import type { FlowRow, RowEnd } from './store/flow-row.ts';

/** What a verdict is called, and its sign. */
export const VERDICTS_SHOWN: Readonly<Record<string, { readonly word: string; readonly sign: GlyphName | undefined }>> =
  {
    FORWARDED: { word: 'Forwarded', sign: 'forwarded' },
    DROPPED: { word: 'Dropped', sign: 'denied' },
    AUDIT: { word: 'Audit', sign: 'audited' },
    ERROR: { word: 'Error', sign: 'failing' },
    REDIRECTED: { word: 'Redirected', sign: 'forwarded' },
    TRACED: { word: 'Traced', sign: undefined },
    TRANSLATED: { word: 'Translated', sign: undefined },
    VERDICT_UNKNOWN: { word: 'Unknown', sign: undefined },
  };

export function verdictShown(verdict: string): { readonly word: string; readonly sign: GlyphName | undefined } {
  return (
    (Object.hasOwn(VERDICTS_SHOWN, verdict) ? VERDICTS_SHOWN[verdict] : undefined) ?? { word: verdict, sign: undefined }
  );
}

/** What stands in a cell; undefined for nothing. */
export function cellContent(row: FlowRow, column: ColumnId): ReactNode {
  switch (column) {
    case 'time':
      return Number.isNaN(row.timeMs) ? undefined : preciseTime(row.timeMs);
    case 'verdict':
      return <VerdictWord verdict={row.verdict} />;
    case 'source':
    case 'destination':
      return <EndCell end={row[column]} />;
    case 'port':
      return numberCell(row.destination.port);
    case 'source-port':
      return numberCell(row.source.port);
    case 'source-identity':
      return numberCell(row.source.identity);
    case 'destination-identity':
      return numberCell(row.destination.identity);
    case 'status':
      return numberCell(row.httpStatus);
    case 'summary':
      return row.summary === '' ? undefined : <Text>{row.summary}</Text>;
    case 'direction':
      return row.direction === '' ? undefined : `${row.direction}${row.isReply === true ? ' ↩' : ''}`;
    default:
      return textCell(textOf(row, column));
  }
}

function textOf(row: FlowRow, column: ColumnId): string {
  switch (column) {
    case 'protocol':
      return protocolText(row);
    case 'reason':
      return reasonText(row);
    case 'policy':
      return policiesOf(row).join(', ');
    case 'type':
      return row.event;
    case 'node':
      return row.node;
    case 'source-ip':
      return row.source.ip;
    case 'destination-ip':
      return row.destination.ip;
    case 'source-workload':
      return workloadText(row.source);
    case 'destination-workload':
      return workloadText(row.destination);
    case 'reply':
      return replyText(row);
    case 'tcp-flags':
      return row.tcpFlags;
    case 'encrypted':
      return row.isEncrypted ? 'yes' : '';
    case 'interface':
      return row.interface;
    case 'trace-id':
      return row.traceId;
    case 'uuid':
      return row.uuid;
    default:
      return '';
  }
}

export function VerdictWord({ verdict }: { readonly verdict: string }) {
  const { word, sign } = verdictShown(verdict);
  return (
    <span className={`verdict verdict-${sign ?? 'forwarded'}`}>
      {sign === undefined ? <span className="no-sign" /> : <VerdictGlyph name={sign} />}
      <Text>{word}</Text>
    </span>
  );
}

function EndCell({ end }: { readonly end: RowEnd }) {
  const { namespace, name } = endParts(end);
  return (
    <>
      {namespace !== '' && <Text className="namespace">{`${namespace}/`}</Text>}
      <Text className="flow-end">{name}</Text>
    </>
  );
}

function textCell(text: string): ReactNode {
  return text === '' ? undefined : <Text>{text}</Text>;
}

function numberCell(value: number): ReactNode {
  return value === 0 ? undefined : String(value);
}
