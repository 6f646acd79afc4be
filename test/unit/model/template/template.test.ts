import assert from 'node:assert/strict';
import type { TemplateField, TemplateKind } from '../../../../src/model/template/mailTemplate';
import { compileText, TemplateError, type TemplateValues } from '../../../../src/model/template/template';

const values: TemplateValues = {
  word: 'FAILED',
  name: 'test <b> & "c"',
  workspace: '',
  exitCode: '3',
  errors: '0',
  branch: '',
  details: ['one', 'two\nlines'],
  failed: true,
  done: false,
  facts: true,
  git: false,
  outputTail: 'first\r\nlast',
};

async function write(source: string, kind: TemplateKind = 'failure', change: TemplateValues = {}): Promise<string> {
  const compiled = await compileText(source, kind, 'body');
  return compiled({ ...values, ...change })
    .map((piece) => ('part' in piece ? `[${piece.part}]` : piece.text))
    .join('|');
}

async function complaint(source: string, kind: TemplateKind = 'failure', field: TemplateField = 'body') {
  try {
    await compileText(source, kind, field);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
  return 'none';
}

describe('compileText', () => {
  it('writes values unchanged, for text and HTML', async () => {
    assert.equal(await write('{{word}}: {{ name }} ({{exitCode}})'), 'FAILED: test <b> & "c" (3)');
    assert.equal(await write('100 % {x} }} a'), '100 % {x} }} a');
  });

  it('leaves no gap', async () => {
    assert.equal(await write('on {{branch}}, {{workspace}}, {{commit}}, {{ empty }}, {{ nil }}'), 'on -, -, -, -, -');
    assert.equal(await write('{{failed}} {{done}} {{errors}}'), 'yes no 0');
  });

  it('supports conditions', async () => {
    const source =
      '{% if failed %}F{% elsif done %}D{% else %}E{% endif %}{% unless branch %}, no branch{% endunless %}';
    assert.equal(await write(source), 'F, no branch');
    assert.equal(await write(source, 'failure', { failed: false, done: true, branch: 'main' }), 'D');
    assert.equal(await write('{% if exitCode == 3 %}three{% endif %}{% if errors %}errors{% endif %}'), 'three');
    assert.equal(await write('{% if git %}has git{% endif %}{% if facts %}has facts{% endif %}'), 'has facts');
  });

  it('supports lists, and leaves no line for tags alone', async () => {
    const source = 'Details\n{% for line in details %}\n- {{line}}\n{% endfor %}\nend';
    assert.equal(await write(source), 'Details\n- one\n- two\nlines\nend');
    assert.equal(
      await write('{% for d in details %}{{d}}{% else %}none{% endfor %}', 'failure', { details: [] }),
      'none',
    );
    assert.equal(await write('{{details}}'), 'one\ntwo\nlines');
    assert.equal(await write('{{outputTail}}'), 'first\nlast');
  });

  it('distinguishes parts of the mail from text, and leaves out empty parts', async () => {
    assert.equal(await write('Hello\n{{facts}} and {{git}}!'), 'Hello\n|[facts]| and !');
    const forged = 'x\ufdd0output\ufdd1\u202e\u0007\u001b[31my';
    assert.equal(await write('{{name}}\ufdd0why\ufdd1', 'failure', { name: forged }), 'xoutput ywhy');
  });

  it('says what is not a variable, and which one may be meant', async () => {
    assert.equal(await complaint('{{nmae}}'), '“nmae” is not a variable; did you mean “name”?');
    assert.equal(
      await complaint('{% if exitcode %}x{% endif %}'),
      '“exitcode” is not a variable; did you mean “exitCode”?',
    );
    assert.equal(await complaint('{{exitCod}}'), '“exitCod” is not a variable; did you mean “exitCode”?');
    assert.equal(await complaint('{{ zzzzzz }}'), '“zzzzzz” is not a variable.');
    assert.equal(await complaint('{{ name.length }}'), '“name.length” is not a variable; did you mean “name”?');
    assert.equal(await complaint('{{ constructor }}'), '“constructor” is not a variable.');
    assert.equal(await complaint('{% for a in details %}{{b}}{% endfor %}'), '“b” is not a variable.');
    assert.equal(await complaint('{{ na me }}'), '“na” is not a variable; did you mean “name”?');
  });

  it('says what a list and its loop do not have', async () => {
    const within = (text: string) => complaint(`{% for line in outputTail %}${text}{% endfor %}`);
    assert.equal(await within('{{line.nme}}'), '“line.nme” is not a variable; did you mean “line”?');
    assert.equal(await within('{{forloop.indx}}'), '“forloop.indx” is not a variable; did you mean “forloop.index”?');
    assert.equal(
      await within('{% if forloop.zzz %}x{% endif %}'),
      '“forloop.zzz” is not a variable; did you mean “forloop”?',
    );
    assert.equal(await within('{{line[name]}}'), '“line.[…]” is not a variable; did you mean “line”?');
    assert.notEqual(await complaint('{{forloop.index}}'), 'none');
    const known = ['index', 'index0', 'rindex', 'rindex0', 'first', 'last', 'length'].map(
      (one) => `{{forloop.${one}}}`,
    );
    assert.equal(
      await write(`{% for line in details %}${known.join(' ')};{% endfor %}`),
      '1 0 2 1 yes no 2;2 1 1 0 no yes 2;',
    );
  });

  it('says where a variable is not allowed', async () => {
    assert.equal(
      await complaint('{{facts}}', 'success', 'subject'),
      '“facts” is a whole part of the mail: it can stand in the body only.',
    );
    assert.equal(await complaint('{{exitCode}}', 'stalled'), '“exitCode” is not known of these mails.');
    assert.equal(await complaint('{{problems}}', 'stalled', 'title'), '“problems” is not known of these mails.');
  });

  it('reports other syntax errors', async () => {
    assert.equal(await complaint('{{ name | upcase }}'), '“| upcase” cannot be used here: there are no filters.');
    assert.equal(
      await complaint('{% assign x = 1 %}'),
      '“assign” is not known here: there are if, unless, for, comment.',
    );
    assert.equal(
      await complaint('{% include "/etc/passwd" %}'),
      '“include” is not known here: there are if, unless, for, comment.',
    );
    assert.equal(await complaint('{% if name %}x'), '“{% if name %}” is not closed.');
    assert.equal(await complaint('x {{ name'), '“{{ name” is not closed.');
    assert.equal(await complaint('{% endif %}'), '“{% endif %}” belongs to nothing that was begun before.');
    assert.equal(await complaint('{{ }}'), 'Something is missing between the braces.');
    assert.equal(await complaint('{% for %}{% endfor %}'), '“{% for %}” cannot be read.');
    assert.equal(await complaint('x'.repeat(10_001)), 'It may have 10000 characters at most.');
  });

  it('stops a template that would take for ever', async () => {
    const loop = '{% for i in (1..100000000) %}{{i}}{% endfor %}';
    assert.equal(await complaint(loop), 'This takes too much time or memory.');
    const nested = '{% for a in (1..999) %}'.repeat(6) + 'x' + '{% endfor %}'.repeat(6);
    assert.equal(await complaint(nested), 'This takes too much time or memory.');
  });
});
