export {complain} from './complain.ts';
export {createEnding} from './ending.ts';
export {openScreen} from './open-screen.ts';
export {printable} from './printable.ts';
export {makeProgress} from './progress.ts';
export {wantsColour} from './wants-colour.ts';
export {wantsUnicode} from './wants-unicode.ts';
export {writeOut} from './write-out.ts';
