// SPDX-License-Identifier: MIT
// The same route in Express, one process, production mode: `node express.js PORT`. EXPRESS names the module's folder.
const express = require(process.env.EXPRESS || 'express');
const app = express();
app.get('/api/health', (request, response) => response.json({ status: 'ok' }));
app.listen(Number(process.argv[2]), '127.0.0.1', () => console.log(process.argv[2]));
