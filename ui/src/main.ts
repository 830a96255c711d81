import './look/tokens.css'
import './look/base.css'
import { host } from '#host'
import { mount } from 'svelte'
import App from './App.svelte'

const target = document.getElementById('app')
if (target) mount(App, { target, props: { host } })
