# Compiles as `tsc --watch` does: well, twice with an error, well again, and goes on.
for errors in 0 1 1 0; do
  echo "[10:00:00 AM] Starting compilation in watch mode..."
  sleep 0.3
  if [ $errors = 1 ]; then printf '\033[96msrc/a.ts\033[0m(1,7): error TS2322: Type "x" is not assignable.\n'; fi
  echo "[10:00:01 AM] Found $errors errors. Watching for file changes."
  sleep 0.3
done
sleep 60
