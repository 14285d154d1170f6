/** The report as a person reads it: each figure beside its target and its ratio to the yardstick. */

/** Lower or upper bounds on SQLite with two cores. */
const targets = {
  client_credentials: 5000,
  'refresh with rotation': 2500,
  'password sign-in': 80,
  discovery: 12_000,
  'sign-in page': 3000,
};

const verdict = (holds) => (holds ? 'ok  ' : 'MISS');

export function printReport(report) {
  const lines = [
    `Genkan on ${report.database}; ${report.machine}; generator on the same machine`,
    '',
    `yardstick (bare node:http, ES256 signature a request): ${rate(report.yardstick)}`,
    '',
    ...report.scenarios.map(scenarioLine),
    '',
    limitLine('idle', report.idleBytes / 2 ** 20, 140, 'MB'),
    limitLine('after load', report.loadedBytes / 2 ** 20, 220, 'MB'),
    limitLine('start to first 200', report.startMs, 800, 'ms'),
    `      first start on an empty database: ${report.firstStartMs.toFixed(0)} ms`,
    limitLine('sign-in page, JS and CSS gzipped', report.page.gzipBytes / 1024, 60, 'kB'),
    limitLine('sign-in page, requests', report.page.requests, 5, ''),
    '',
    `${verdict(report.durability.missing === 0)}  kill -9: ${report.durability.acknowledged} acknowledged, ${report.durability.missing} without their audit row`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

const rate = ({ perSecond, p50, p99 }) =>
  `${perSecond.toFixed(0).padStart(6)}/s  p50 ${p50.toFixed(2)} ms  p99 ${p99.toFixed(2)} ms`;

function scenarioLine(scenario) {
  const target = targets[scenario.name];
  const { statements, control } = scenario.statements;
  const name = scenario.name.padEnd(22);
  const judged = target === undefined ? '    ' : verdict(scenario.perSecond >= target);
  return `${judged}  ${name} ${rate(scenario)}${target === undefined ? '' : `  target ${target}/s`}  ratio ${scenario.ratio.toFixed(3)}  processor ${scenario.cpuMs.toFixed(2)} ms  RSS ${(scenario.rssBytes / 2 ** 20).toFixed(0)} MB  statements ${statements.toFixed(1)} + ${control.toFixed(1)} control`;
}

function limitLine(name, value, most, unit) {
  return `${verdict(value <= most)}  ${name}: ${value.toFixed(unit === 'kB' ? 1 : 0)} ${unit} (at most ${most})`;
}
