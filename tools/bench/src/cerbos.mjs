// Cerbos from npm, as its documentation runs it: one process, policies on disk, HTTP, its local audit log on.
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import net from 'node:net';
import { fromJson, toBinary } from '@bufbuild/protobuf';
import { CheckResourcesRequestSchema } from '@cerbos/api/cerbos/request/v1/request_pb';
import { httpPost } from './processes.mjs';

const CONDITIONS = [
  'request.resource.attr.amount > 1000',
  '"PII" in request.resource.attr.labels && !request.resource.attr.to.endsWith("@corp.example")',
  'request.resource.attr.path.startsWith("/etc/")',
  'request.resource.attr.action_count > 500',
  'request.resource.attr.level == "RESTRICTED"',
];

/** One resource policy for each tool, five rules each, `rules` rules in all. */
function writePolicies(folder, rules) {
  for (let tool = 0; tool < rules / 5; tool += 1) {
    const denies = CONDITIONS.slice(0, 4).map(
      (expr, i) =>
        `    - name: deny_${i}\n      actions: ['run']\n      effect: EFFECT_DENY\n      roles: ['*']\n      condition:\n        match:\n          expr: ${JSON.stringify(expr)}\n`,
    );
    const text = `apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  resource: tool_${tool}\n  version: default\n  rules:\n${denies.join('')}    - name: allow\n      actions: ['run']\n      effect: EFFECT_ALLOW\n      roles: ['developer']\n      condition:\n        match:\n          expr: ${JSON.stringify(`!(${CONDITIONS[4]})`)}\n`;
    writeFileSync(join(folder, `tool_${tool}.yaml`), text);
  }
}

const waitForPort = async (port) => {
  for (let i = 0; i < 200; i += 1) {
    const up = await new Promise((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => resolve(true));
      socket.on('error', () => resolve(false));
      socket.on('connect', () => socket.end());
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`cerbos does not listen on \`${port}\``);
};

const check = (connection) => ({
  requestId: `bench-${connection}`,
  principal: { id: 'alice', roles: ['developer'], attr: { agent: 'bench' } },
  resources: [
    {
      actions: ['run'],
      resource: {
        kind: `tool_${connection % 10}`,
        id: 'act_1',
        attr: {
          amount: 12,
          to: 'bob@corp.example',
          path: '/src/index.ts',
          labels: [],
          action_count: 10,
          level: 'INTERNAL',
          note: 'x'.repeat(120),
        },
      },
    },
  ],
});

const binary = () => {
  const platform = `${process.platform}-${process.arch}`;
  const home = createRequire(import.meta.url).resolve(`@cerbos/cerbos-${platform}/package.json`);
  return join(home, `../cerbos-${platform}`);
};

/** Disk policies, both listeners, the local audit log with every access and decision in it. */
function writeConfig(folder, port) {
  const config = join(folder, 'cerbos.yaml');
  writeFileSync(
    config,
    `server:\n  httpListenAddr: "127.0.0.1:${port}"\n  grpcListenAddr: "127.0.0.1:${port + 1}"\nstorage:\n  driver: disk\n  disk:\n    directory: ${join(folder, 'policies')}\n    watchForChanges: false\naudit:\n  enabled: true\n  accessLogsEnabled: true\n  decisionLogsEnabled: true\n  backend: local\n  local:\n    storagePath: ${join(folder, 'audit')}\ntelemetry:\n  disabled: true\n`,
  );
  return config;
}

/** What the answer over gRPC holds: the action `run` with EFFECT_ALLOW, as one entry of a map. */
const ALLOWED = Buffer.from('\x0a\x03run\x10\x01', 'latin1').toString('hex');

/** One check of one action against five of the rules, over gRPC and over HTTP. */
const overGrpc = (port) => ({
  over: 'grpc',
  port,
  expect: ALLOWED,
  request: (connection) => ({
    path: '/cerbos.svc.v1.CerbosService/CheckResources',
    headers: {},
    message: Buffer.from(toBinary(CheckResourcesRequestSchema, fromJson(CheckResourcesRequestSchema, check(connection)))).toString('hex'),
  }),
});

const overHttp = (port) => ({
  over: 'http',
  port,
  expect: 'EFFECT_ALLOW',
  request: (connection) => httpPost({ port, path: '/api/check/resources', body: JSON.stringify(check(connection)) }),
});

/** Starts Cerbos in `folder`. */
export async function startCerbos({ folder, port, rules }) {
  const policies = join(folder, 'policies');
  mkdirSync(policies, { recursive: true });
  writePolicies(policies, rules);
  const child = spawn(binary(), ['server', `--config=${writeConfig(folder, port)}`, '--log-level=error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await waitForPort(port);
  return {
    pid: child.pid,
    http: overHttp(port),
    grpc: overGrpc(port + 1),
    stop: () =>
      new Promise((resolve) => {
        child.on('close', resolve);
        child.kill('SIGTERM');
      }),
  };
}
