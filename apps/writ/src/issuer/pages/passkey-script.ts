/**
 * Uses or makes a passkey where the button `#passkey` is pressed, puts what came of it into the form's `credential`, and sends the form.
 * The options lie in the form's `data-get` or `data-create`. The button shows only where the browser can do it.
 */
export const PASSKEY_SCRIPT = `const form=document.querySelector('form[data-get],form[data-create]'),button=document.querySelector('#passkey'),note=document.querySelector('#note');
if(window.PublicKeyCredential?.parseRequestOptionsFromJSON){button.hidden=false;button.addEventListener('click',async()=>{try{
const {get,create}=form.dataset;
const made=get?await navigator.credentials.get({publicKey:PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(get))}):await navigator.credentials.create({publicKey:PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(create))});
form.elements.credential.value=JSON.stringify(made.toJSON());form.submit();
}catch(error){note.textContent=error.name==='NotAllowedError'?'No passkey was used. Try again, or use your passphrase.':error.name==='InvalidStateError'?'This device has a passkey of yours already.':'The browser could not use a passkey: '+error.message;}});}`;
