import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import './styles/tokens.css'
import './styles/element.css'
import './styles/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { createDeskRouter } from './router'
import { useSessionStore } from './session/sessionStore'
import { speakAsKept } from './shared/i18n/i18n'
import { whenSecondFactorNeeded, whenSignedOut } from './shared/http'
import { listenEarly } from './shell/earlyKeys'
import { paintAsKept } from './shell/theme'

paintAsKept()
listenEarly()
await speakAsKept()

const app = createApp(App)
app.use(createPinia())
const session = useSessionStore()
whenSignedOut(() => session.end())
whenSecondFactorNeeded(() => void session.check())
session.followOtherTabs()
app.use(createDeskRouter(session))
app.mount('#app')
