/** What tools print about an error, without colours, and the first error in it. */
export interface ToolOutput {
  readonly output: string;
  /** `message @ path:line:column …` */
  readonly first: string;
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

export const toolOutputs = {
  tsc: {
    output: lines(
      "src/cart.ts(12,7): error TS2322: Type 'string' is not assignable to type 'number'.",
      "src/main.ts(3,10): error TS2305: Module '\"./cart\"' has no exported member 'sum'.",
    ),
    first: "TS2322: Type 'string' is not assignable to type 'number'. @ src/cart.ts:12:7",
  },
  'tsc --pretty': {
    output: lines(
      "src/cart.ts:12:7 - error TS2322: Type 'string' is not assignable to type 'number'.",
      '',
      "12   let total: number = 'none';",
      '         ~~~~~',
      '',
      '',
      'Found 1 error in src/cart.ts:12',
    ),
    first: "TS2322: Type 'string' is not assignable to type 'number'. @ src/cart.ts:12:7",
  },
  'eslint stylish': {
    output: lines(
      '',
      '/work/app/src/cart.js',
      '   3:1   warning  Unexpected console statement                  no-console',
      "  12:7   error    'total' is assigned a value but never used    no-unused-vars",
      "  20:10  error    'rond' is not defined                         no-undef",
      '',
      '✖ 3 problems (2 errors, 1 warning)',
    ),
    first: "'total' is assigned a value but never used @ /work/app/src/cart.js:12:7",
  },
  'eslint unix': {
    output: lines("/work/app/src/cart.js:20:10: 'rond' is not defined. [Error/no-undef]", '', '1 problem'),
    first: "'rond' is not defined. @ /work/app/src/cart.js:20:10",
  },
  gcc: {
    output: lines(
      'make: Entering directory "/work/app"',
      'src/cart.c: In function ‘sum’:',
      'src/cart.c:7:3: warning: implicit declaration of function ‘roundf’ [-Wimplicit-function-declaration]',
      'src/cart.c:12:10: error: ‘totl’ undeclared (first use in this function); did you mean ‘total’?',
      '   12 |   return totl;',
      '      |          ^~~~',
      'make: *** [Makefile:4: cart.o] Error 1',
    ),
    first: '‘totl’ undeclared (first use in this function); did you mean ‘total’? @ src/cart.c:12:10',
  },
  'clang, a header that is missing': {
    output: lines("src/cart.c:1:10: fatal error: 'cart.h' file not found", '#include "cart.h"', '         ^~~~~~~~'),
    first: "'cart.h' file not found @ src/cart.c:1:10",
  },
  'the linker': {
    output: lines(
      "/usr/bin/ld: /tmp/ccX1.o: in function `main':",
      "cart.c:(.text+0x9): undefined reference to `sum'",
      'collect2: error: ld returned 1 exit status',
      'make: *** [Makefile:2: cart] Error 1',
    ),
    first: 'ld returned 1 exit status',
  },
  cargo: {
    output: lines(
      '   Compiling shop v0.1.0 (/work/app)',
      'warning: unused variable: `x`',
      ' --> src/main.rs:2:9',
      '  |',
      '2 |     let x = 1;',
      '  |         ^ help: if this is intentional, prefix it with an underscore: `_x`',
      '',
      'error[E0425]: cannot find value `totl` in this scope',
      '  --> src/cart.rs:12:5',
      '   |',
      '12 |     totl',
      '   |     ^^^^ help: a local variable with a similar name exists: `total`',
      '',
      'error: could not compile `shop` (bin "shop") due to 1 previous error; 1 warning emitted',
    ),
    first: 'cannot find value `totl` in this scope @ src/cart.rs:12:5',
  },
  'a panic of Rust': {
    output: lines(
      'running 1 test',
      "thread 'cart::tests::rounds' panicked at src/cart.rs:31:9:",
      'assertion `left == right` failed',
      '  left: 12.305',
      ' right: 12.31',
    ),
    first: 'assertion `left == right` failed @ src/cart.rs:31:9',
  },
  'go build': {
    output: lines('# example.com/shop', './cart.go:12:9: undefined: totl', './cart.go:14:2: missing return'),
    first: 'undefined: totl @ ./cart.go:12:9',
  },
  'go test': {
    output: lines(
      '--- FAIL: TestRounds (0.00s)',
      '    cart_test.go:12: Round(12.305) = 12.3, want 12.31',
      'FAIL',
      'exit status 1',
      'FAIL\texample.com/shop\t0.002s',
    ),
    first: 'Round(12.305) = 12.3, want 12.31 @ cart_test.go:12',
  },
  'a traceback of Python': {
    output: lines(
      'Traceback (most recent call last):',
      '  File "/work/app/main.py", line 4, in <module>',
      '    print(total(cart))',
      '          ~~~~~^^^^^^',
      '  File "/work/app/cart.py", line 12, in total',
      '    return sum(json.loads(one) for one in cart)',
      '  File "/usr/lib/python3.12/json/__init__.py", line 346, in loads',
      '    return _default_decoder.decode(s)',
      'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)',
    ),
    first:
      'json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0) @ /work/app/cart.py:12 /work/app/main.py:4',
  },
  'a syntax error of Python': {
    output: lines(
      '  File "/work/app/cart.py", line 12',
      '    def total(',
      '             ^',
      "SyntaxError: '(' was never closed",
    ),
    first: "SyntaxError: '(' was never closed @ /work/app/cart.py:12",
  },
  pytest: {
    output: lines(
      '=================================== FAILURES ===================================',
      '_________________________________ test_rounds __________________________________',
      '',
      '    def test_rounds():',
      '>       assert total([12.305]) == 12.31',
      'E       assert 12.305 == 12.31',
      'E        +  where 12.305 = total([12.305])',
      '',
      'tests/test_cart.py:12: AssertionError',
      '=========================== short test summary info ============================',
      'FAILED tests/test_cart.py::test_rounds - assert 12.305 == 12.31',
      '============================== 1 failed in 0.03s ===============================',
    ),
    first: 'assert 12.305 == 12.31 @ tests/test_cart.py:12',
  },
  mypy: {
    output: lines('cart.py:12: error: Incompatible return value type (got "str", expected "int")  [return-value]'),
    first: 'Incompatible return value type (got "str", expected "int")  [return-value] @ cart.py:12',
  },
  ruff: {
    output: lines('cart.py:12:5: F821 Undefined name `totl`', 'Found 1 error.'),
    first: 'F821 Undefined name `totl` @ cart.py:12:5',
  },
  'an uncaught error of Node': {
    output: lines(
      '/work/app/node_modules/pg/lib/client.js:40',
      '    throw new Error("no server");',
      '    ^',
      '',
      'Error: no server',
      '    at Client.connect (/work/app/node_modules/pg/lib/client.js:40:11)',
      '    at total (/work/app/src/cart.js:12:7)',
      '    at async file:///work/app/src/main.js:3:1',
      '    at Module._compile (node:internal/modules/cjs/loader:1554:14)',
      '',
      'Node.js v24.1.0',
    ),
    first: 'Error: no server @ /work/app/src/cart.js:12:7 /work/app/src/main.js:3:1',
  },
  mocha: {
    output: lines(
      '  cart',
      '    ✔ counts articles',
      '    1) rounds the total',
      '',
      '  1 passing (4ms)',
      '  1 failing',
      '',
      '  1) cart',
      '       rounds the total:',
      '',
      '      AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:',
      '',
      '12.305 !== 12.31',
      '',
      '      + expected - actual',
      '',
      '      -12.305',
      '      +12.31',
      '',
      '      at Context.<anonymous> (test/cart.test.js:42:12)',
      '      at process.processImmediate (node:internal/timers:504:21)',
    ),
    first: 'AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: @ test/cart.test.js:42:12',
  },
  jest: {
    output: lines(
      ' FAIL  src/cart.test.js',
      '  ✕ rounds the total (3 ms)',
      '',
      '  ● cart › rounds the total',
      '',
      '    expect(received).toBe(expected) // Object.is equality',
      '',
      '    Expected: 12.31',
      '    Received: 12.305',
      '',
      '      40 |   it("rounds the total", () => {',
      '    > 42 |     expect(total(cart)).toBe(12.31);',
      '         |                         ^',
      '',
      '      at Object.toBe (src/cart.test.js:42:25)',
      '',
      'Tests:       1 failed, 1 total',
    ),
    first: 'expect(received).toBe(expected) // Object.is equality @ src/cart.test.js:42:25',
  },
  vitest: {
    output: lines(
      ' FAIL  src/cart.test.ts > cart > rounds the total',
      'AssertionError: expected 12.305 to be 12.31 // Object.is equality',
      '',
      '- Expected',
      '+ Received',
      '',
      '- 12.31',
      '+ 12.305',
      '',
      ' ❯ src/cart.test.ts:42:25',
      '     40|   it("rounds the total", () => {',
    ),
    first: 'AssertionError: expected 12.305 to be 12.31 // Object.is equality @ src/cart.test.ts:42:25',
  },
  esbuild: {
    output: lines(
      '✘ [ERROR] Could not resolve "./crat"',
      '',
      '    src/main.ts:3:18:',
      '      3 │ import { total } from "./crat";',
      '        ╵                       ~~~~~~~~',
      '',
      '1 error',
    ),
    first: 'Could not resolve "./crat" @ src/main.ts:3:18',
  },
  webpack: {
    output: lines(
      'ERROR in ./src/main.js 3:0-30',
      "Module not found: Error: Can't resolve './crat' in '/work/app/src'",
      '',
      'webpack 5.99.0 compiled with 1 error in 200 ms',
    ),
    first: "Module not found: Error: Can't resolve './crat' in '/work/app/src' @ ./src/main.js:3",
  },
  javac: {
    output: lines(
      'src/main/java/com/acme/Cart.java:12: error: cannot find symbol',
      '    return totl;',
      '           ^',
      '1 error',
    ),
    first: 'cannot find symbol @ src/main/java/com/acme/Cart.java:12',
  },
  maven: {
    output: lines(
      '[INFO] Compiling 1 source file',
      '[ERROR] COMPILATION ERROR :',
      '[ERROR] /work/app/src/main/java/com/acme/Cart.java:[12,12] cannot find symbol',
      '[ERROR]   symbol:   variable totl',
      '[INFO] BUILD FAILURE',
    ),
    first: 'cannot find symbol @ /work/app/src/main/java/com/acme/Cart.java:12:12',
  },
  'an exception of Java': {
    output: lines(
      'Exception in thread "main" java.lang.IllegalStateException: no total',
      '\tat java.base/java.util.Optional.orElseThrow(Optional.java:403)',
      '\tat com.acme.Cart.total(Cart.java:12)',
      '\tat com.acme.Main.main(Main.java:4)',
    ),
    first: 'java.lang.IllegalStateException: no total @ com/acme/Cart.java:12 com/acme/Main.java:4',
  },
  gradle: {
    output: lines(
      '> Task :test FAILED',
      '',
      'CartTest > rounds() FAILED',
      '    org.opentest4j.AssertionFailedError at CartTest.java:12',
      '',
      '1 test completed, 1 failed',
    ),
    first: 'org.opentest4j.AssertionFailedError @ CartTest.java:12',
  },
  kotlinc: {
    output: lines("e: file:///work/my%20app/src/Cart.kt:12:5 Unresolved reference 'totl'.", 'BUILD FAILED in 1s'),
    first: "Unresolved reference 'totl'. @ /work/my app/src/Cart.kt:12:5",
  },
  msbuild: {
    output: lines(
      '  Determining projects to restore...',
      "/work/app/Cart.cs(12,16): error CS0103: The name 'totl' does not exist in the current context [/work/app/app.csproj]",
      '',
      'Build FAILED.',
    ),
    first: "CS0103: The name 'totl' does not exist in the current context @ /work/app/Cart.cs:12:16",
  },
  'cl on Windows': {
    output: lines("C:\\work\\app\\cart.cpp(12): error C2065: 'totl': undeclared identifier"),
    first: "C2065: 'totl': undeclared identifier @ C:\\work\\app\\cart.cpp:12",
  },
  php: {
    output: lines('PHP Parse error:  syntax error, unexpected token "}" in /work/app/cart.php on line 12'),
    first: 'syntax error, unexpected token "}" @ /work/app/cart.php:12',
  },
  ruby: {
    output: lines("cart.rb:12:in 'total': undefined local variable or method 'totl' for main (NameError)"),
    first: "undefined local variable or method 'totl' for main (NameError) @ cart.rb:12",
  },
  bash: {
    output: lines('./deploy.sh: line 12: totl: unbound variable'),
    first: 'totl: unbound variable @ ./deploy.sh:12',
  },
  'a command that is missing': {
    output: lines('/usr/bin/bash: line 1: no-such-command: command not found'),
    first: 'no-such-command: command not found',
  },
  'npm, a script that is missing': {
    output: lines('npm error Missing script: "biuld"', 'npm error', 'npm error To see a list of scripts, run:'),
    first: 'Missing script: "biuld"',
  },
  git: {
    output: lines('fatal: not a git repository (or any of the parent directories): .git'),
    first: 'not a git repository (or any of the parent directories): .git',
  },
} as const satisfies Readonly<Record<string, ToolOutput>>;
