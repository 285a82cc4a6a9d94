// Runs engine.bpmn with npm bpmn-engine as fast as it goes: the source is
// parsed and serialised once, outside the measured time, and handed to each
// instance as a prepared context.
//
// Each line on standard input asks for one round of so many seconds; the answer
// is a line {"instances": n, "seconds": s} on standard output. The first line
// written says that it is ready, and which version it is.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { EventEmitter } from 'node:events';
import * as elements from 'bpmn-elements';
import BpmnModdle from 'bpmn-moddle';
import { Engine } from 'bpmn-engine';
import serializer, { TypeResolver } from 'moddle-context-serializer';

const { version } = JSON.parse(readFileSync(new URL('./node_modules/bpmn-engine/package.json', import.meta.url), 'utf8'));
const drawing = readFileSync(new URL('./engine.bpmn', import.meta.url), 'utf8');
const model = await new BpmnModdle().fromXML(drawing);
const sourceContext = serializer(model, TypeResolver(elements));

// What the FEEL condition says, as the function it would compile to.
const scripts = {
  register() {},
  getScript(language, { id }) {
    if (id === 'yes') return { execute: ({ environment }, done) => done(null, environment.output.amount <= 1000 && environment.output.granted) };
  },
};

const services = {
  record(scope, done) {
    done(null, {});
  },
};

let ends = 0;

async function instance() {
  const listener = new EventEmitter();
  listener.on('activity.wait', (task) => {
    Object.assign(task.environment.output, { amount: 500, granted: true });
    task.signal();
  });
  listener.on('activity.end', (activity) => {
    if (activity.id === 'granted') ends++;
  });
  const engine = new Engine({ sourceContext, services, scripts });
  const ended = engine.waitFor('end');
  await engine.execute({ listener });
  await ended;
}

async function round(seconds) {
  const before = ends;
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < seconds * 1000) {
    await instance();
    count++;
  }
  if (ends - before !== count) throw new Error(`${count} instances, but ${ends - before} came to the end "granted"`);
  return { instances: count, seconds: (performance.now() - began) / 1000 };
}

const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\n');

await round(0.5); // lets the compiler warm up
say({ ready: true, version });
for await (const line of createInterface({ input: process.stdin })) say(await round(Number(line)));
