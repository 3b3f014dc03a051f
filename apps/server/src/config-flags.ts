import type { FlagSpec } from './flags.ts';

export const FLAGS: readonly FlagSpec[] = [
  {
    name: 'relay',
    value: 'list',
    env: 'ORRERY_RELAY',
    hubbleUiEnv: 'FLOWS_API_ADDR',
    placeholder: '[tls://]HOST:PORT',
    help: 'Hubble Relay (or agent) to read; may be repeated. Without one, a simulated relay is shown.',
  },
  {
    name: 'tls-ca-cert-files',
    value: 'list',
    env: 'ORRERY_TLS_CA_CERT_FILES',
    hubbleUiEnv: 'TLS_RELAY_CA_CERT_FILES',
    placeholder: 'FILE[,FILE]',
    help: 'Authorities that relays must be signed by; those of the system when not given.',
  },
  {
    name: 'tls-client-cert-file',
    value: 'text',
    env: 'ORRERY_TLS_CLIENT_CERT_FILE',
    hubbleUiEnv: 'TLS_RELAY_CLIENT_CERT_FILE',
    placeholder: 'FILE',
    help: 'Certificate that we show to relays.',
  },
  {
    name: 'tls-client-key-file',
    value: 'text',
    env: 'ORRERY_TLS_CLIENT_KEY_FILE',
    hubbleUiEnv: 'TLS_RELAY_CLIENT_KEY_FILE',
    placeholder: 'FILE',
    help: 'Key of that certificate.',
  },
  {
    name: 'tls-server-name',
    value: 'text',
    env: 'ORRERY_TLS_SERVER_NAME',
    hubbleUiEnv: 'TLS_RELAY_SERVER_NAME',
    placeholder: 'NAME',
    help: 'Name to expect in the certificate of a relay, instead of its host.',
  },
  {
    name: 'listen',
    value: 'text',
    env: 'ORRERY_LISTEN',
    placeholder: 'HOST:PORT',
    help: 'Where the page and the API are served. Default 127.0.0.1:8080; EVENTS_SERVER_PORT sets the port alone.',
  },
  {
    name: 'allowed-host',
    value: 'list',
    env: 'ORRERY_ALLOWED_HOST',
    placeholder: 'NAME[:PORT]',
    help: 'Name under which people reach this server, beside the listen address; may be repeated.',
  },
  {
    name: 'insecure-no-auth',
    value: 'switch',
    env: 'ORRERY_INSECURE_NO_AUTH',
    help: 'Serve other machines although nobody has to log in.',
  },
  {
    name: 'base-path',
    value: 'text',
    env: 'ORRERY_BASE_PATH',
    placeholder: '/PATH/',
    fallback: '/',
    help: 'Path under which everything is served.',
  },
  {
    name: 'store',
    value: 'text',
    env: 'ORRERY_STORE',
    placeholder: 'memory|chdb:DIR|http(s)://HOST',
    fallback: 'chdb:./data',
    help: 'Where history goes.',
  },
  {
    name: 'policies',
    value: 'text',
    env: 'ORRERY_POLICIES',
    placeholder: 'DIR',
    help: 'Folder of Cilium and Kubernetes policies to read.',
  },
  {
    name: 'tick-hz',
    value: 'text',
    env: 'ORRERY_TICK_HZ',
    placeholder: 'N',
    fallback: '4',
    help: 'How often a second pages are told what changed, 1 to 20.',
  },
  {
    name: 'kept-flows-mb',
    value: 'text',
    env: 'ORRERY_KEPT_FLOWS_MB',
    placeholder: 'MB',
    fallback: '128',
    help: 'Memory for flows kept whole, 1 to 16384.',
  },
  {
    name: 'max-edges',
    value: 'text',
    env: 'ORRERY_MAX_EDGES',
    placeholder: 'N',
    fallback: '100000',
    help: 'Edges that are told apart; past it the coldest fold into "other". 100 to 1000000.',
  },
  {
    name: 'log-level',
    value: 'text',
    env: 'ORRERY_LOG_LEVEL',
    placeholder: 'debug|info|warn|error',
    fallback: 'info',
    help: 'Least important level that is logged.',
  },
  { name: 'print-config', value: 'switch', help: 'Print what all of this comes to, and stop.' },
  { name: 'version', value: 'switch', help: 'Print the version, and stop.' },
  { name: 'help', value: 'switch', help: 'Print this, and stop.' },
];

export function helpText(): string {
  const lines = FLAGS.map((flag) => {
    const left = `  --${flag.name}${flag.placeholder === undefined ? '' : ` ${flag.placeholder}`}`;
    const names = [flag.env, flag.hubbleUiEnv].filter((name) => name !== undefined);
    const notes = [
      names.length > 0 ? `or ${names.join(', ')}` : '',
      flag.fallback === undefined ? '' : `default ${flag.fallback}`,
    ].filter((note) => note !== '');
    return `${left}\n      ${flag.help}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
  });
  return `Orrery, the live service map for Cilium Hubble.\n\nUsage: orrery [flags]\n\n${lines.join('\n')}\n`;
}
