import { spawn } from 'node:child_process';
import { ROOT, childEnv } from './paths.mjs';

/**
 * Runs a program to its end. Its input is closed, so nothing can stop to ask.
 *
 *   output   'stderr'   both streams go to our stderr: ours stays clean for figures
 *            'inherit'  both streams go where ours go
 *            'keep'     nothing is shown; the text comes back, at most the last MAX_KEPT_CHARS
 *
 * Never throws: a program that cannot be started has code 127 and says so in `text`.
 */
export function run(command, args, { cwd = ROOT, env = {}, output = 'keep' } = {}) {
  const stdio = {
    stderr: ['ignore', 2, 2],
    inherit: ['ignore', 1, 2],
    keep: ['ignore', 'pipe', 'pipe'],
  }[output];
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: childEnv(env), stdio });
    let text = '';
    const keep = (chunk) => {
      text = (text + chunk).slice(-MAX_KEPT_CHARS);
    };
    child.stdout?.setEncoding('utf8').on('data', keep);
    child.stderr?.setEncoding('utf8').on('data', keep);
    child.once('error', (reason) => resolve({ code: 127, text: `${command}: ${reason.message}\n` }));
    child.once('close', (code, signal) =>
      resolve({ code: code ?? 1, text: signal ? `${text}ended by ${signal}\n` : text }),
    );
  });
}

const MAX_KEPT_CHARS = 64 * 1024;

export const say = (sentence) => process.stderr.write(`${sentence}\n`);
