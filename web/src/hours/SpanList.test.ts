import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import SpanList from './SpanList.vue'
import type { SpanDraft } from './span'

function list(spans: SpanDraft[]) {
  const wrapper = mount(SpanList, {
    props: { day: '周一', modelValue: spans, 'onUpdate:modelValue': (next: readonly SpanDraft[]) => wrapper.setProps({ modelValue: next }) },
  })
  return { wrapper, spans: () => wrapper.props('modelValue') }
}

describe('the spans of a day', () => {
  it('are added and removed', async () => {
    const { wrapper, spans } = list([])
    expect(wrapper.text()).toContain('不营业')
    await wrapper.get('[data-testid="span-add"]').trigger('click')
    await wrapper.get('[data-testid="span-add"]').trigger('click')
    expect(spans()).toEqual([{ from: '09:00', to: '18:00' }, { from: '19:00', to: '24:00' }])
    await wrapper.get('[data-testid="span-remove"]').trigger('click')
    expect(spans()).toEqual([{ from: '19:00', to: '24:00' }])
  })

  it('take an end after midnight as people say it, and say it back', async () => {
    const { wrapper, spans } = list([{ from: '21:00', to: '24:00' }])
    const end = wrapper.get<HTMLInputElement>('[data-testid="span-to"]')
    expect(wrapper.find('[data-testid="span-next-day"]').exists()).toBe(false)
    await end.setValue('2:00')
    await end.trigger('change')
    expect(spans()).toEqual([{ from: '21:00', to: '26:00' }])
    expect(wrapper.get('[data-testid="span-next-day"]').text()).toBe('次日 02:00')
  })

  it('stand with what the server does not take', async () => {
    const { wrapper } = list([{ from: 'early', to: 'late' }])
    await wrapper.setProps({ problem: '周一不是有效的时段' })
    const field = wrapper.get('[data-testid="span-from"]')
    expect(field.attributes('aria-invalid')).toBe('true')
    expect(wrapper.get(`#${field.attributes('aria-describedby')}`).text()).toBe('周一不是有效的时段')
  })
})
