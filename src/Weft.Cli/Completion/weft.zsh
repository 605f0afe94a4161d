# Completes weft in zsh. In ~/.zshrc, after compinit: source <(weft completion zsh)
_weft() {
  local line="${BUFFER[1,CURSOR]#*[[:space:]]}"
  local -a words_of_weft
  words_of_weft=("${(@f)$(weft "[suggest:${#line}]" "$line" 2>/dev/null)}")
  compadd -- "${(@)words_of_weft:#}"
  if [[ $PREFIX != -* && $CURRENT -gt 2 ]]; then
    _files
  fi
}
compdef _weft weft
