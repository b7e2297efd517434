// Loaded before a measured program: writes its peak of memory, in KiB, to file descriptor 3.

const {writeSync} = require('node:fs');

process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
