// Loaded before anything else (node --import): TypeScript with the widgets' own settings, then a document.
import { GlobalRegistrator } from '@happy-dom/global-registrator'
import { register } from 'tsx/esm/api'

register({ tsconfig: 'widgets/tsconfig.json' })
GlobalRegistrator.register({ url: 'https://portal.example/account' })
