# Completes weft in bash. In ~/.bashrc: source <(weft completion bash)
_weft() {
  local word="${COMP_WORDS[COMP_CWORD]}" line="${COMP_LINE:0:COMP_POINT}" IFS=$'\n'
  line="${line#*[[:space:]]}"
  COMPREPLY=($(compgen -W "$(weft "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
  if [[ $word != -* && $COMP_CWORD -gt 1 ]]; then
    COMPREPLY+=($(compgen -f -- "$word"))
  fi
}
complete -o filenames -F _weft weft
