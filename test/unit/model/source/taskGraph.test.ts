import assert from 'node:assert/strict';
import { TaskGraph, type TaskIdentity } from '../../../../src/model/source/taskGraph';

const scope = 'file:///app';
const shell = { type: 'shell' };
const task = (name: string, other: Partial<TaskIdentity> = {}): TaskIdentity => ({
  name,
  source: 'Workspace',
  definition: shell,
  scope,
  ...other,
});
const npm = (script: string, path?: string) =>
  task(script, { source: 'npm', definition: { type: 'npm', script, ...(path === undefined ? {} : { path }) } });

describe('TaskGraph', () => {
  const names = (graph: TaskGraph, root: string | undefined) =>
    [...graph.tree(root ?? '')].map((id) => graph.get(id)?.name);

  it('reads dependsOn as a text, a list and an object', () => {
    const graph = new TaskGraph([
      {
        scope,
        tasks: [
          { label: 'a', command: 'a' },
          { label: 'text', dependsOn: 'a' },
          { label: 'list', dependsOn: ['text', 'npm: lint'], dependsOrder: 'sequence' },
          { label: 'object', command: 'x', dependsOn: { type: 'npm', script: 'build' } },
        ],
      },
    ]);
    assert.deepEqual(
      graph.roots.map((id) => names(graph, id)),
      [
        ['a', 'text'],
        ['npm: build', 'object'],
        ['a', 'text', 'npm: lint', 'list'],
      ],
    );
    assert.deepEqual(
      graph.roots.map((id) => [graph.get(id)?.hasCommand, graph.get(id)?.inSequence]),
      [
        [false, false],
        [true, false],
        [false, true],
      ],
    );
    assert.equal(graph.idsOf(npm('lint')).length, 1);
    assert.equal(graph.idsOf(npm('build')).length, 1);
    assert.equal(graph.idsOf(npm('build', 'sub')).length, 0, 'a script of the same name elsewhere');
    assert.equal(graph.idsOf(task('lonely')).length, 0);
  });

  it('recognizes a task of an extension by its label in tasks.json, and by its definition', () => {
    const graph = new TaskGraph([
      {
        scope,
        tasks: [
          { label: 'unit', type: 'npm', script: 'test', problemMatcher: [] },
          { type: 'npm', script: 'build', group: 'build' },
          { label: 'all', dependsOn: ['unit', { type: 'npm', script: 'build' }] },
        ],
      },
    ]);
    assert.equal(graph.idsOf({ ...npm('test'), name: 'unit' }).length, 1);
    assert.equal(graph.idsOf(npm('build')).length, 1);
  });

  it('keeps the folders, the workspace and the user apart', () => {
    const tasks = [
      { label: 'a', command: 'a' },
      { label: 'b', command: 'b', dependsOn: ['a'] },
    ];
    const graph = new TaskGraph([
      { scope, tasks },
      { scope: 'file:///other', tasks },
      { scope: 'user', tasks },
    ]);
    assert.equal(graph.roots.length, 3);
    for (const one of [scope, 'file:///other', 'user']) {
      const [id] = graph.idsOf(task('a', { scope: one }));
      assert.ok(id?.startsWith(one));
    }
    assert.deepEqual(graph.idsOf(task('a', { scope: 'workspace' })), []);
  });

  it('has a command even if only one platform has one', () => {
    const graph = new TaskGraph([{ scope, tasks: [{ label: 'r', dependsOn: 'x', linux: { command: 'make' } }] }]);
    assert.deepEqual(
      graph.roots.map((id) => graph.get(id)?.hasCommand),
      [true],
    );
  });

  it('leaves out a task that waits for itself', () => {
    const graph = new TaskGraph([
      {
        scope,
        tasks: [
          { label: 'a', dependsOn: 'b' },
          { label: 'b', dependsOn: ['a', 'c'] },
        ],
      },
    ]);
    assert.deepEqual(graph.roots, []);
  });

  it('tolerates any input', () => {
    const odd = [null, 'text', 3, {}, { label: 7 }, { label: 'x', dependsOn: 4 }, { dependsOn: 'a' }];
    const more = [{ label: 'x', dependsOn: [null, {}, { type: 1 }] }];
    for (const tasks of [undefined, null, 'text', {}, odd, more])
      assert.deepEqual(new TaskGraph([{ scope, tasks }]).roots, []);
  });
});
