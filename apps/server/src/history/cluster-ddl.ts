/** Where a store is a ClickHouse cluster: its name in the configuration of the servers. */
export interface ClusterLayout {
  readonly cluster: string;
}

/** So long a server remembers which blocks it has; batches wait for no longer than their bytes let them. */
const REMEMBERED_SECONDS = 7 * 86_400;
/** In Keeper; the macros are each server's own. */
const REPLICA_PATH = '/clickhouse/tables/{database}';

/**
 * Writes a statement of the schema, which is for one server, as the statements that a cluster needs:
 *
 *     edges_1m        Distributed: what is read and written, by the name that everybody uses
 *     edges_1m_local  Replicated*: what each server holds; views feed the local table of the coarser tier
 *
 * Rows of one key always go to the same shard, so that the same block always meets the server that has seen it.
 */
export function onCluster(statement: string, { cluster }: ClusterLayout): readonly string[] {
  const head = HEADS.find(({ pattern }) => pattern.test(statement));
  if (head === undefined) throw new Error(`no cluster can be given this: ${statement.slice(0, 60)}`);
  return head.write(statement, quoted(cluster));
}

interface Head {
  readonly pattern: RegExp;
  readonly write: (statement: string, cluster: string) => readonly string[];
}

const HEADS: readonly Head[] = [
  { pattern: /^CREATE TABLE /, write: createTable },
  { pattern: /^CREATE MATERIALIZED VIEW /, write: createView },
  { pattern: /^ALTER TABLE /, write: alterTable },
];

function createTable(statement: string, cluster: string): readonly string[] {
  const name = /^CREATE TABLE (?:IF NOT EXISTS )?(\w+)/.exec(statement)?.[1];
  const engine = /\bENGINE = (\w*MergeTree)(?:\(([^)]*)\))?/.exec(statement);
  if (name === undefined || engine === null) throw new Error(`not a table of ours: ${statement.slice(0, 60)}`);
  const path = `'${REPLICA_PATH}/${name}/{shard}', '{replica}'`;
  const parameters = engine[2] === undefined || engine[2] === '' ? path : `${path}, ${engine[2]}`;
  const local = statement
    .replace(/^CREATE TABLE (?:IF NOT EXISTS )?\w+/, `CREATE TABLE IF NOT EXISTS ${name}_local ON CLUSTER ${cluster}`)
    .replace(engine[0], `ENGINE = Replicated${engine[1]}(${parameters})`)
    .replace(
      /\bnon_replicated_deduplication_window = (\d+)/,
      `replicated_deduplication_window = $1, replicated_deduplication_window_seconds = ${REMEMBERED_SECONDS}`,
    );
  const distributed = `CREATE TABLE IF NOT EXISTS ${name} ON CLUSTER ${cluster} AS ${name}_local
    ENGINE = Distributed(${cluster}, currentDatabase(), '${name}_local', ${shardOf(statement)})`;
  return [local, distributed];
}

/** What is small and has no edge is on the first shard. */
function shardOf(statement: string): string {
  if (/[\s(]source (?:LowCardinality\()?String/.test(statement)) return 'cityHash64(source, destination)';
  const [, first = ''] = /\bORDER BY \(?(\w+)/.exec(statement) ?? [];
  const isText = statement.includes(` ${first} String`) || statement.includes(`(${first} String`);
  return isText ? `cityHash64(${first})` : '0';
}

function createView(statement: string, cluster: string): readonly string[] {
  const parts = /^CREATE MATERIALIZED VIEW (?:IF NOT EXISTS )?(\w+) TO (\w+) AS\s([\s\S]*)$/.exec(statement);
  const [, name, to, select = ''] = parts ?? [];
  if (name === undefined || to === undefined) throw new Error(`not a view of ours: ${statement.slice(0, 60)}`);
  const local = select.replace(/\bFROM (\w+)/, 'FROM $1_local');
  return [`CREATE MATERIALIZED VIEW IF NOT EXISTS ${name} ON CLUSTER ${cluster} TO ${to}_local AS ${local}`];
}

function alterTable(statement: string, cluster: string): readonly string[] {
  return [statement.replace(/^ALTER TABLE (\w+)/, `ALTER TABLE $1_local ON CLUSTER ${cluster}`)];
}

/** A macro such as `{cluster}` is the server's to fill in. */
function quoted(cluster: string): string {
  return `'${cluster}'`;
}
