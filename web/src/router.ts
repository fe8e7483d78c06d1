import { createRouter, createWebHistory, type Router } from 'vue-router'
import type { useSessionStore } from './session/sessionStore'

const WorkBench = () => import('./shell/WorkBench.vue')

export function createDeskRouter(session: ReturnType<typeof useSessionStore>): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/login', name: 'login', component: () => import('./session/LoginPage.vue') },
      { path: '/set-up', name: 'set-up', component: () => import('./session/SetUpPage.vue') },
      { path: '/second-factor', name: 'second-factor', component: () => import('./secondfactor/SecondFactorPage.vue') },
      {
        path: '/',
        component: () => import('./shell/DeskPage.vue'),
        children: [
          { path: '', name: 'desk', component: WorkBench },
          { path: 'c/:id', name: 'conversation', component: WorkBench },
          { path: 'search', name: 'search', component: () => import('./find/SearchPage.vue') },
          { path: 'after-sales', name: 'after-sales', component: () => import('./aftersales/AfterSalesPage.vue') },
          { path: 'board', name: 'board', component: () => import('./board/BoardPage.vue') },
          { path: 'reports/:page?', name: 'reports', component: () => import('./report/ReportsPage.vue') },
          { path: 'admin/:page?', name: 'admin', component: () => import('./admin/AdminPage.vue') },
        ],
      },
      { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./shell/NotFoundPage.vue') },
    ],
  })
  router.beforeEach((to) => {
    if (!session.asked) {
      return true // App.vue shows the start until the server has said who is here.
    }
    if (session.user === null && session.noAccountYet) {
      return to.name === 'set-up' ? true : { name: 'set-up' }
    }
    if (session.user === null && to.name !== 'login') {
      return { name: 'login', query: to.path === '/' || to.name === 'set-up' ? {} : { next: to.fullPath } }
    }
    if (session.mustSetUp) {
      return to.name === 'second-factor' ? true : { name: 'second-factor', query: { next: safeNext(to.fullPath) } }
    }
    return session.user !== null && DOORS.includes(to.name) ? safeNext(to.query['next']) : true
  })
  return router
}

/** The pages before the desk. */
export const DOORS: readonly unknown[] = ['login', 'second-factor', 'set-up']

/** Where to go after logging in: a path of this site, and nothing else. */
export function safeNext(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') && !next.startsWith('/second-factor') && !next.startsWith('/set-up') ? next : '/'
}
