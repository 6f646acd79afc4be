#!/usr/bin/env node
// Stands in for desktop VS Code: takes the arguments with which @vscode/test-electron starts one, runs the suite in a
// VS Code server with a headless Chromium, and exits with the suite's code.
await import('tsx');
const { runSuiteWindow } = await import('./suiteWindow.ts');
await runSuiteWindow(process.argv.slice(2));
