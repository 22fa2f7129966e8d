// Un moderador ajeno de Node, en su proceso: `node par_aparte.cjs NOMBRE CARPETA`. Habla como par_aparte.py.
const { createRequire } = require('node:module');
const { createInterface } = require('node:readline');

const [nombre, carpeta] = process.argv.slice(2);
const traer = createRequire(`${carpeta}/`);

const PARES = {
  'glin-npm': () => {
    const { Filter } = traer('glin-profanity');
    const filtro = new Filter({ languages: ['spanish'], detectLeetspeak: true, normalizeUnicode: true });
    return (texto) => filtro.isProfane(texto);
  },
  obscenity: () => {
    const { RegExpMatcher, englishDataset, englishRecommendedTransformers } = traer('obscenity');
    const filtro = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
    return (texto) => filtro.hasMatch(texto);
  },
};

const marca = PARES[nombre]();
console.log('listo');
createInterface({ input: process.stdin }).on('line', (linea) => {
  const textos = JSON.parse(linea);
  const antes = process.cpuUsage();
  const marcas = textos.map(marca);
  const { user, system } = process.cpuUsage(antes);
  console.log(JSON.stringify({ marcas, cpu: (user + system) / 1e6 }));
});
