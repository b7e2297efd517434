// Loaded before a measured program: writes its peak of memory, in KiB, and its time on processors, in microseconds, as JSON to
// file descriptor 3.

const {writeSync} = require('node:fs');

process.on('exit', () => {
  const {maxRSS, userCPUTime, systemCPUTime} = process.resourceUsage();
  writeSync(3, JSON.stringify({peak: maxRSS, cpu: userCPUTime + systemCPUTime}));
});
