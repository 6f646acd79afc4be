// `npm start`: works on a bare clone, hence plain JavaScript up to the point where the packages are there.
import { installDependencies } from './dependencies.mjs';

try {
  await installDependencies();
  await import('tsx');
  await import('./start/main.ts');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
